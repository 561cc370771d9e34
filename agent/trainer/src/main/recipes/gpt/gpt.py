# Byte-level decoder: pre-norm, learned positions, GELU MLP of 4x the width, output tied to the token table.
# Parameters come sorted by name, 12 a block and then 4: see hearth.trainer.GptRecipe. sizes = [heads].
# Types by number, as in every TorchScript archive: 4 = int64, 6 = float32.

def norm(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
  return torch.layer_norm(x, [x.size(-1)], weight, bias, 1e-5)


def attention(x: Tensor, qkv_weight: Tensor, qkv_bias: Tensor, out_weight: Tensor, out_bias: Tensor, heads: int) -> Tensor:
  b = x.size(0)
  t = x.size(1)
  w = x.size(2)
  qkv = torch.linear(x, qkv_weight, qkv_bias).view([b, t, 3, heads, w // heads]).permute([2, 0, 3, 1, 4])
  mixed = torch.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2], None, 0.0, True)
  return torch.linear(mixed.transpose(1, 2).reshape([b, t, w]), out_weight, out_bias)


class Gpt(Module):
  # tokens [batch, time] int64 -> scores of the next byte [batch, time, 256]
  def decode(self: __torch__.gpt.Gpt, params: List[Tensor], heads: int, tokens: Tensor) -> Tensor:
    blocks = (len(params) - 4) // 12
    end = 12 * blocks
    positions = params[end]
    table = params[end + 1]
    x = torch.embedding(table, tokens) + positions[:tokens.size(1)]
    for i in range(blocks):
      p = params[12 * i:12 * i + 12]
      x = x + __torch__.gpt.attention(__torch__.gpt.norm(x, p[1], p[0]), p[5], p[4], p[3], p[2], heads)
      inner = torch.gelu(torch.linear(__torch__.gpt.norm(x, p[9], p[8]), p[11], p[10]))
      x = x + torch.linear(inner, p[7], p[6])
    return torch.linear(__torch__.gpt.norm(x, params[end + 3], params[end + 2]), table)

  # batch [batch, context + 1] bytes -> [mean loss, share of bytes guessed right]
  def score(self: __torch__.gpt.Gpt, params: List[Tensor], sizes: Tensor, batch: Tensor) -> List[Tensor]:
    tokens = batch.to(4)
    wanted = tokens[:, 1:].reshape([-1])
    scores = self.decode(params, int(sizes[0]), tokens[:, :-1]).reshape([-1, 256])
    loss = torch.cross_entropy_loss(scores, wanted)
    right = (torch.argmax(scores.detach(), 1) == wanted).to(6).mean()
    return [loss, right]

  # prompt [time] bytes, at most the context -> scores of the byte that follows [256]
  def next(self: __torch__.gpt.Gpt, params: List[Tensor], sizes: Tensor, prompt: Tensor) -> Tensor:
    return self.decode(params, int(sizes[0]), prompt.to(4).unsqueeze(0))[0, -1]

  # Whole optimiser steps, as many as batches has rows, or until ctl[0] is no longer 0. ctl[1] and losses
  # tell the steps done so far; they and params, first, second, counts are the caller's memory.
  #   batches [steps, batch, bytes of an example] uint8; rates, losses [steps]; hyper [weight decay, clip]
  def train_k(self: __torch__.gpt.Gpt, params: List[Tensor], first: List[Tensor], second: List[Tensor], counts: List[Tensor], sizes: Tensor, batches: Tensor, rates: Tensor, hyper: Tensor, losses: Tensor, ctl: Tensor) -> Tensor:
    k = 0
    while k < batches.size(0) and int(ctl[0]) == 0:
      leaves = annotate(List[Tensor], [])
      for p in params:
        leaves.append(p.detach().requires_grad_(True))
      loss = self.score(leaves, sizes, batches[k])[0]
      grads = annotate(List[Tensor], [])
      for g in torch.autograd.grad([loss], leaves):
        grads.append(unchecked_cast(Tensor, g))
      __torch__.adamw.step(params, grads, first, second, counts, float(rates[k]), float(hyper[0]), float(hyper[1]))
      losses[k] = loss.detach()
      k += 1
      ctl[1] = k
    return losses

  # [mean loss in nats, share of examples (gpt: bytes) whose best guess is right] of one batch [batch, bytes].
  def evaluate(self: __torch__.gpt.Gpt, params: List[Tensor], sizes: Tensor, batch: Tensor) -> Tensor:
    return torch.stack(self.score(params, sizes, batch))
