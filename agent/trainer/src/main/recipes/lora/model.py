# Adapters of low rank on a frozen decoder of bytes. sizes = [type, heads, rank, alpha]; params are 8 adapter matrices
# a block and then the decoder's tensors.

def decode(params: List[Tensor], sizes: Tensor, tokens: Tensor) -> Tensor:
  trained = 8 * ((len(params) - 4) // 20)
  scale = float(sizes[3]) / float(sizes[2])
  return __torch__.decoder.decode(params[trained:], params[:trained], scale, int(sizes[1]), int(sizes[0]), tokens)


# batch [batch, context + 1]: each byte is the answer to all that come before it.
def scores(params: List[Tensor], sizes: Tensor, batch: Tensor) -> Tuple[Tensor, Tensor]:
  tokens = batch.to(4)
  y = __torch__.model.decode(params, sizes, tokens[:, :-1])
  return (y.reshape([-1, 256]), tokens[:, 1:].reshape([-1]))


# inputs [batch, at most the context] -> scores of the byte that follows
def predict(params: List[Tensor], sizes: Tensor, inputs: Tensor) -> Tensor:
  return __torch__.model.decode(params, sizes, inputs.to(4))[:, -1]
