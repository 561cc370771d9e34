# Products forward and backward in a type given by number: 6 = float32, 15 = bfloat16. See
# hearth.trainer.child.KernelSpeed.

def backward(y: Tensor, leaves: List[Tensor]) -> None:
  for g in torch.autograd.grad([y.to(6).sum()], leaves):
    pass


def leaf(shape: List[int]) -> Tensor:
  return torch.rand(shape).requires_grad_(True)


class Program(Module):
  def linear(self: __torch__.program.Program, dtype: Tensor, steps: Tensor) -> Tensor:
    t = int(dtype[0])
    x = __torch__.program.leaf([1024, 384])
    weight = __torch__.program.leaf([1536, 384])
    bias = __torch__.program.leaf([1536])
    for i in range(int(steps[0])):
      __torch__.program.backward(torch.linear(x.to(t), weight.to(t), bias.to(t)), [x, weight, bias])
    return steps

  def convolution(self: __torch__.program.Program, dtype: Tensor, steps: Tensor) -> Tensor:
    t = int(dtype[0])
    x = __torch__.program.leaf([64, 16, 14, 14])
    weight = __torch__.program.leaf([32, 16, 3, 3])
    bias = __torch__.program.leaf([32])
    for i in range(int(steps[0])):
      __torch__.program.backward(torch.conv2d(x.to(t), weight.to(t), bias.to(t), [1, 1], [1, 1]), [x, weight, bias])
    return steps

  def attention(self: __torch__.program.Program, dtype: Tensor, steps: Tensor) -> Tensor:
    t = int(dtype[0])
    qkv = __torch__.program.leaf([3, 4, 6, 256, 64])
    for i in range(int(steps[0])):
      x = qkv.to(t)
      __torch__.program.backward(torch.scaled_dot_product_attention(x[0], x[1], x[2], None, 0.0, True), [qkv])
    return steps
