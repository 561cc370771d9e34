# AdamW over all parameters (Loshchilov & Hutter, arXiv 1711.05101), with the global gradient norm clipped.
# Everything is changed in place: the caller's memory holds parameters and moments.

# What a gradient is divided by, so that its global norm is at most `limit`. The step divides while it reads.
def divisor(grads: List[Tensor], limit: float) -> Tensor:
  norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(grads, 2)))
  return torch.clamp((norm + 1e-6) / limit, min=1.0)


# Weight decay pulls on matrices only: biases and norms are vectors and stay free.
def only(tensors: List[Tensor], params: List[Tensor], matrices: bool) -> List[Tensor]:
  chosen = annotate(List[Tensor], [])
  for i in range(len(tensors)):
    if (params[i].dim() >= 2) == matrices:
      chosen.append(tensors[i])
  return chosen


# One step of parameters, perhaps none, that share a decay. count: of steps with this one, a scalar, once for each.
def step(params: List[Tensor], grads: List[Tensor], divisor: Tensor, first: List[Tensor], second: List[Tensor], counts: List[Tensor], rate: float, decay: float) -> None:
  if len(params) > 0:
    torch._fused_adamw_(params, grads, first, second, annotate(List[Tensor], []), counts, lr=rate, beta1=0.9, beta2=0.95, weight_decay=decay, eps=1e-8, amsgrad=False, maximize=False, grad_scale=divisor)
