# The same AdamW step twice: one fused kernel, and list operations. See hearth.trainer.child.KernelSpeed.

class Program(Module):
  def fused(self: __torch__.program.Program, params: List[Tensor], grads: List[Tensor], first: List[Tensor], second: List[Tensor], count: Tensor, steps: Tensor) -> Tensor:
    counts = annotate(List[Tensor], [])
    for p in params:
      counts.append(count)
    for i in range(int(steps[0])):
      torch.add_(count, 1)
      torch._fused_adamw_(params, grads, first, second, annotate(List[Tensor], []), counts, lr=0.001, beta1=0.9, beta2=0.95, weight_decay=0.1, eps=1e-8, amsgrad=False, maximize=False)
    return params[0]

  def foreach(self: __torch__.program.Program, params: List[Tensor], grads: List[Tensor], first: List[Tensor], second: List[Tensor], count: Tensor, steps: Tensor) -> Tensor:
    for i in range(int(steps[0])):
      torch.add_(count, 1)
      n = float(count)
      torch._foreach_mul_(params, 1.0 - 0.001 * 0.1)
      torch._foreach_mul_(first, 0.9)
      torch._foreach_add_(first, grads, alpha=0.1)
      torch._foreach_mul_(second, 0.95)
      torch._foreach_addcmul_(second, grads, grads, value=0.05)
      roots = torch._foreach_sqrt(second)
      torch._foreach_div_(roots, (1.0 - 0.95 ** n) ** 0.5)
      torch._foreach_add_(roots, 1e-8)
      torch._foreach_addcdiv_(params, first, roots, value=-0.001 / (1.0 - 0.9 ** n))
    return params[0]
