# A decoder of bytes that trains whole. sizes = [type, heads].

# batch [batch, context + 1]: each byte is the answer to all that come before it.
def scores(params: List[Tensor], sizes: Tensor, batch: Tensor) -> Tuple[Tensor, Tensor]:
  tokens = batch.to(4)
  y = __torch__.decoder.decode(params, annotate(List[Tensor], []), 0.0, int(sizes[1]), int(sizes[0]), tokens[:, :-1])
  return (y.reshape([-1, 256]), tokens[:, 1:].reshape([-1]))


# inputs [batch, at most the context] -> scores of the byte that follows
def predict(params: List[Tensor], sizes: Tensor, inputs: Tensor) -> Tensor:
  y = __torch__.decoder.decode(params, annotate(List[Tensor], []), 0.0, int(sizes[1]), int(sizes[0]), inputs.to(4))
  return y[:, -1]
