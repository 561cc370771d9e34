# Image classifier: two 3x3 convolutions, each with ReLU and 2x2 max-pooling, then two linear layers.
# Parameters come sorted by name: see hearth.trainer.CnnRecipe. An example is 784 pixels and one label. sizes = [type].

def convolved(x: Tensor, weight: Tensor, bias: Tensor, dtype: int) -> Tensor:
  # Channels lie side by side in memory from here on: pooling takes as many at once as a register holds, and does not branch.
  w = weight.to(dtype).permute([0, 2, 3, 1]).contiguous().permute([0, 3, 1, 2])
  # The rectifier after the pooling: a largest value is the same before and after it, and so it walks through a quarter of the values.
  return torch.relu(torch.max_pool2d(torch.conv2d(x, w, bias.to(dtype), [1, 1], [1, 1]), [2, 2]))


# pixels [batch, 784] uint8 -> scores [batch, 10]
def classify(params: List[Tensor], dtype: int, pixels: Tensor) -> Tensor:
  x = ((pixels.to(6).view([-1, 1, 28, 28]) / 255.0 - 0.286) / 0.353).to(dtype)
  x = __torch__.model.convolved(x, params[1], params[0], dtype)
  x = __torch__.model.convolved(x, params[3], params[2], dtype)
  x = torch.relu(torch.linear(torch.flatten(x, 1), params[5].to(dtype), params[4].to(dtype)))
  return torch.linear(x, params[7].to(dtype), params[6].to(dtype)).to(6)


def scores(params: List[Tensor], sizes: Tensor, batch: Tensor) -> Tuple[Tensor, Tensor]:
  return (__torch__.model.classify(params, int(sizes[0]), batch[:, :784]), batch[:, 784].to(4))


def predict(params: List[Tensor], sizes: Tensor, inputs: Tensor) -> Tensor:
  return __torch__.model.classify(params, int(sizes[0]), inputs)
