# AdamW over all parameters (Loshchilov & Hutter, arXiv 1711.05101), after clipping the global gradient norm.
# Everything is changed in place: the caller's memory holds parameters and moments.
#
# rate, decay and limit are scalars; counts holds the number of steps taken, one scalar tensor a parameter.

def clip(grads: List[Tensor], limit: float) -> None:
  norms = torch.stack(torch._foreach_norm(grads, 2))
  scale = torch.clamp(limit / (torch.sqrt(torch.sum(norms * norms)) + 1e-6), max=1.0)
  torch._foreach_mul_(grads, scale)


# Weight decay pulls on matrices only: biases and norms are vectors and stay free.
def only(tensors: List[Tensor], params: List[Tensor], matrices: bool) -> List[Tensor]:
  chosen = annotate(List[Tensor], [])
  for i in range(len(tensors)):
    if (params[i].dim() >= 2) == matrices:
      chosen.append(tensors[i])
  return chosen


# One step of parameters, perhaps none, that share a decay.
def step(params: List[Tensor], grads: List[Tensor], first: List[Tensor], second: List[Tensor], counts: List[Tensor], rate: float, decay: float) -> None:
  if len(params) > 0:
    torch._foreach_add_(counts, 1)
    torch._fused_adamw_(params, grads, first, second, annotate(List[Tensor], []), counts, lr=rate, beta1=0.9, beta2=0.95, weight_decay=decay, eps=1e-8, amsgrad=False, maximize=False)
