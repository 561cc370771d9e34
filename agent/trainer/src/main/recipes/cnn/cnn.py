# Image classifier: two 3x3 convolutions, each with ReLU and 2x2 max-pooling, then two linear layers.
# Parameters come sorted by name: see hearth.trainer.CnnRecipe. An example is 784 pixels and one label.
# Types by number, as in every TorchScript archive: 4 = int64, 6 = float32.

def convolved(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
  return torch.max_pool2d(torch.relu(torch.conv2d(x, weight, bias, [1, 1], [1, 1])), [2, 2])


class Cnn(Module):
  # batch [batch, 785] bytes -> [mean loss, share of images named right]
  def score(self: __torch__.cnn.Cnn, params: List[Tensor], sizes: Tensor, batch: Tensor) -> List[Tensor]:
    pixels = batch[:, :784].to(6).view([-1, 1, 28, 28]) / 255.0
    wanted = batch[:, 784].to(4)
    x = (pixels - 0.286) / 0.353
    x = __torch__.cnn.convolved(x, params[1], params[0])
    x = __torch__.cnn.convolved(x, params[3], params[2])
    x = torch.relu(torch.linear(torch.flatten(x, 1), params[5], params[4]))
    scores = torch.linear(x, params[7], params[6])
    loss = torch.cross_entropy_loss(scores, wanted)
    right = (torch.argmax(scores.detach(), 1) == wanted).to(6).mean()
    return [loss, right]

  # Whole optimiser steps, as many as batches has rows, or until ctl[0] is no longer 0. ctl[1] and losses
  # tell the steps done so far; they and params, first, second, counts are the caller's memory.
  #   batches [steps, batch, bytes of an example] uint8; rates, losses [steps]; hyper [weight decay, clip]
  def train_k(self: __torch__.cnn.Cnn, params: List[Tensor], first: List[Tensor], second: List[Tensor], counts: List[Tensor], sizes: Tensor, batches: Tensor, rates: Tensor, hyper: Tensor, losses: Tensor, ctl: Tensor) -> Tensor:
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
  def evaluate(self: __torch__.cnn.Cnn, params: List[Tensor], sizes: Tensor, batch: Tensor) -> Tensor:
    return torch.stack(self.score(params, sizes, batch))
