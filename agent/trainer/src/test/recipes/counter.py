# Operators that count their own operations, forward and, where a factor needs a gradient, backward: each product of
# two tensors has two partial derivatives, each as many operations as the product itself. See OperationCountTest.

def add(operations: int) -> None:
  total = torch.from_file("COUNTER_FILE", True, 1, dtype=4)
  total.add_(operations)
  # A tensor that nobody reads would be optimised away, and the sum with it.
  assert int(total[0]) > 0


def passes(one: Tensor, other: Tensor) -> int:
  return 1 + int(one.requires_grad) + int(other.requires_grad)


# Each element of y is a sum over the inputs of one row of weights.
def linear(x: Tensor, weight: Tensor, bias: Optional[Tensor]=None) -> Tensor:
  y = torch.linear(x, weight, bias)
  __torch__.counter.add(2 * y.numel() * x.size(-1) * __torch__.counter.passes(x, weight))
  return y


# Each element of y is a sum over the taps of one filter.
def conv2d(x: Tensor, weight: Tensor, bias: Tensor, stride: List[int], padding: List[int]) -> Tensor:
  y = torch.conv2d(x, weight, bias, stride, padding)
  __torch__.counter.add(2 * y.numel() * weight[0].numel() * __torch__.counter.passes(x, weight))
  return y


# Scores of each query with each key, and each of them times a value.
def scaled_dot_product_attention(q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor], dropout: float, causal: bool) -> Tensor:
  y = torch.scaled_dot_product_attention(q, k, v, mask, dropout, causal)
  scores = q.numel() * k.size(-2)
  __torch__.counter.add(2 * scores * __torch__.counter.passes(q, k))
  __torch__.counter.add(2 * scores * __torch__.counter.passes(q, v))
  return y
