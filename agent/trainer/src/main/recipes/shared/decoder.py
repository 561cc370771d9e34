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


# x [rows of all texts, width], the texts one after the other, each of `time` rows.
def attention(x: Tensor, p: List[Tensor], a: List[Tensor], scale: float, heads: int, time: int, dtype: int) -> Tensor:
  w = x.size(1)
  # One cut in three: autograd puts its gradient together with one copy, that of three indexed views with three and two sums.
  parts = torch.split(__torch__.decoder.linear(x, p[5], p[4], a[2:4], scale, dtype).view([-1, time, 3 * w]), w, 2)
  q = __torch__.decoder.heads_of(parts[0], heads)
  k = __torch__.decoder.heads_of(parts[1], heads)
  v = __torch__.decoder.heads_of(parts[2], heads)
  mixed = torch.scaled_dot_product_attention(q, k, v, None, 0.0, True)
  return __torch__.decoder.linear(mixed.transpose(1, 2).reshape([-1, w]), p[3], p[2], a[0:2], scale, dtype)


# [batch, time, width] -> [batch, heads, time, width of a head]
def heads_of(x: Tensor, heads: int) -> Tensor:
  if not x.is_cuda:
    # On processors the fused kernel takes longer in bf16 than in float32 (decision record 5).
    x = x.to(6)
  return x.view([x.size(0), x.size(1), heads, -1]).transpose(1, 2)


# tokens [batch, time] int64 -> scores of the next byte [batch, time, 256] float32
def decode(params: List[Tensor], adapters: List[Tensor], scale: float, heads: int, dtype: int, tokens: Tensor) -> Tensor:
  blocks = (len(params) - 4) // 12
  end = 12 * blocks
  positions = params[end]
  table = params[end + 1]
  time = tokens.size(1)
  # A row for each byte, whichever text it is of: only attention looks at texts.
  x = (torch.embedding(table, tokens) + positions[:time]).view([-1, table.size(1)])
  for i in range(blocks):
    p = params[12 * i:12 * i + 12]
    a = adapters[8 * i:8 * i + 8]
    x = x + __torch__.decoder.attention(__torch__.decoder.norm(x, p[1], p[0]), p, a, scale, heads, time, dtype)
    inner = torch.gelu(__torch__.decoder.linear(__torch__.decoder.norm(x, p[9], p[8]), p[11], p[10], a[6:8], scale, dtype))
    x = x + __torch__.decoder.linear(inner, p[7], p[6], a[4:6], scale, dtype)
  y = torch.linear(__torch__.decoder.norm(x, params[end + 3], params[end + 2]).to(dtype), table.to(dtype)).to(6)
  return y.view([-1, time, 256])
