# A decoder of bytes that trains whole. sizes = [type, heads].

# batch [batch, context + 1]: each byte is the answer to all that come before it.
def scores(params: List[Tensor], sizes: Tensor, batch: Tensor) -> Tuple[Tensor, Tensor]:
  tokens = batch.to(4)
  y = __torch__.decoder.decode(params, annotate(List[Tensor], []), 0.0, int(sizes[1]), int(sizes[0]), tokens[:, :-1])
  return (y.reshape([-1, 256]), tokens[:, 1:].reshape([-1]))


# input: at most the context of bytes -> scores of the byte that follows
def answer(params: List[Tensor], sizes: Tensor, input: Tensor) -> Tensor:
  y = __torch__.decoder.decode(params, annotate(List[Tensor], []), 0.0, int(sizes[1]), int(sizes[0]), input.to(4).unsqueeze(0))
  return y[0, -1]
