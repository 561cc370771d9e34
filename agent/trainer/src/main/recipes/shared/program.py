# The program of every recipe: how it trains and measures. What it trains is the recipe's own model.py:
#   scores(params, sizes, batch)  batch [batch, bytes of an example] uint8 -> scores [n, classes] float32, right classes [n]
#   predict(params, sizes, inputs)  [batch, bytes of an example without its answer] uint8 -> scores [batch, classes] float32
#
# params are the trained tensors and then the frozen ones, each sorted by name. sizes[0] is the type that matrix
# products are computed in, by number as in every TorchScript archive: 4 = int64, 6 = float32, 15 = bfloat16.

def loss(params: List[Tensor], sizes: Tensor, batch: Tensor) -> Tensor:
  scores, wanted = __torch__.model.scores(params, sizes, batch)
  return torch.cross_entropy_loss(scores, wanted)


def gradient(loss: Tensor, leaves: List[Tensor]) -> List[Tensor]:
  grads = annotate(List[Tensor], [])
  for g in torch.autograd.grad([loss], leaves):
    # The optimiser reads memory in its order, whatever the strides say.
    grads.append(unchecked_cast(Tensor, g).contiguous())
  return grads


class Program(Module):
  # Whole optimiser steps, as many as batches has rows, or until ctl[0] is no longer 0. ctl[1] and losses tell the
  # steps done so far; they, first, second, count and the trained params are the caller's memory. The gradient of a
  # step is the mean over its parts, so that a batch may be larger than memory; a step left between two parts has
  # changed nothing and is not counted.
  #   batches [steps, parts, batch, bytes of an example] uint8; rates, losses [steps]; hyper [weight decay, clip]
  def train_k(self: __torch__.program.Program, params: List[Tensor], first: List[Tensor], second: List[Tensor], count: Tensor, sizes: Tensor, batches: Tensor, rates: Tensor, hyper: Tensor, losses: Tensor, ctl: Tensor) -> Tensor:
    trained = params[:len(first)]
    # Leaves share the memory of the parameters, so they see each step without being made again.
    leaves = annotate(List[Tensor], [])
    for p in trained:
      leaves.append(p.detach().requires_grad_(True))
    model = leaves + params[len(first):]
    p1 = __torch__.adamw.only(trained, trained, False)
    p2 = __torch__.adamw.only(trained, trained, True)
    m1 = __torch__.adamw.only(first, trained, False)
    m2 = __torch__.adamw.only(first, trained, True)
    v1 = __torch__.adamw.only(second, trained, False)
    v2 = __torch__.adamw.only(second, trained, True)
    n1 = annotate(List[Tensor], [])
    for p in p1:
      n1.append(count)
    n2 = annotate(List[Tensor], [])
    for p in p2:
      n2.append(count)
    decay = float(hyper[0])
    limit = float(hyper[1])
    parts = batches.size(1)
    k = 0
    while k < batches.size(0) and int(ctl[0]) == 0:
      loss = __torch__.program.loss(model, sizes, batches[k][0])
      grads = __torch__.program.gradient(loss, leaves)
      total = loss.detach()
      i = 1
      while i < parts and int(ctl[0]) == 0:
        more = __torch__.program.loss(model, sizes, batches[k][i])
        torch._foreach_add_(grads, __torch__.program.gradient(more, leaves))
        total = total + more.detach()
        i += 1
      if i == parts:
        if parts > 1:
          torch._foreach_div_(grads, float(parts))
        divisor = __torch__.adamw.divisor(grads, limit)
        rate = float(rates[k])
        torch.add_(count, 1)
        __torch__.adamw.step(p1, __torch__.adamw.only(grads, trained, False), divisor, m1, v1, n1, rate, 0.0)
        __torch__.adamw.step(p2, __torch__.adamw.only(grads, trained, True), divisor, m2, v2, n2, rate, decay)
        losses[k] = total / parts
        k += 1
        ctl[1] = k
    return losses

  # [mean loss in nats, share of answers (text: bytes) whose best guess is right] of one batch [batch, bytes].
  def evaluate(self: __torch__.program.Program, params: List[Tensor], sizes: Tensor, batch: Tensor) -> Tensor:
    scores, wanted = __torch__.model.scores(params, sizes, batch)
    right = (torch.argmax(scores, 1) == wanted).to(6).mean()
    return torch.stack([torch.cross_entropy_loss(scores, wanted), right])

  # What a finished model says. Each call is one look of the model; whoever calls it stops or pauses between two.
  def predict(self: __torch__.program.Program, params: List[Tensor], sizes: Tensor, inputs: Tensor) -> Tensor:
    return __torch__.model.predict(params, sizes, inputs)
