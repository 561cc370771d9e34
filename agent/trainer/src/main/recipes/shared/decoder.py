# Byte-level decoder: pre-norm, learned positions, GELU MLP of 4x the width, output tied to the token table.
# Its tensors come sorted by name, 12 a block and then 4: see hearth.trainer.GptRecipe. Adapters, 8 a block or none
# at all, add a low-rank product to each of a block's four matrices (Hu et al., arXiv 2106.09685).

def norm(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
  return torch.layer_norm(x, [x.size(-1)], weight, bias, 1e-5)


# adapter: nothing, or the matrices [rank, in] and [out, rank].
def linear(x: Tensor, weight: Tensor, bias: Tensor, adapter: List[Tensor], scale: float, dtype: int) -> Tensor:
  x = x.to(dtype)
  y = torch.linear(x, weight.to(dtype), bias.to(dtype))
  if len(adapter) > 0:
    y = y + torch.linear(torch.linear(x, adapter[0].to(dtype)), adapter[1].to(dtype)) * scale
  return y


def attention(x: Tensor, p: List[Tensor], a: List[Tensor], scale: float, heads: int, dtype: int) -> Tensor:
  b = x.size(0)
  t = x.size(1)
  w = x.size(2)
  qkv = __torch__.decoder.linear(x, p[5], p[4], a[2:4], scale, dtype).view([b, t, 3, heads, w // heads]).permute([2, 0, 3, 1, 4])
  if not qkv.is_cuda:
    # On processors the fused kernel takes longer in bf16 than in float32 (decision record 5).
    qkv = qkv.to(6)
  mixed = torch.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2], None, 0.0, True)
  return __torch__.decoder.linear(mixed.transpose(1, 2).reshape([b, t, w]), p[3], p[2], a[0:2], scale, dtype)


# tokens [batch, time] int64 -> scores of the next byte [batch, time, 256] float32
def decode(params: List[Tensor], adapters: List[Tensor], scale: float, heads: int, dtype: int, tokens: Tensor) -> Tensor:
  blocks = (len(params) - 4) // 12
  end = 12 * blocks
  positions = params[end]
  table = params[end + 1]
  x = torch.embedding(table, tokens) + positions[:tokens.size(1)]
  for i in range(blocks):
    p = params[12 * i:12 * i + 12]
    a = adapters[8 * i:8 * i + 8]
    x = x + __torch__.decoder.attention(__torch__.decoder.norm(x, p[1], p[0]), p, a, scale, heads, dtype)
    inner = torch.gelu(__torch__.decoder.linear(__torch__.decoder.norm(x, p[9], p[8]), p[11], p[10], a[6:8], scale, dtype))
    x = x + __torch__.decoder.linear(inner, p[7], p[6], a[4:6], scale, dtype)
  return torch.linear(__torch__.decoder.norm(x, params[end + 3], params[end + 2]).to(dtype), table.to(dtype)).to(6)
