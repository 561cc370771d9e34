# Classifier of rows of bytes: linear layers with ReLU between them. An example is the inputs and then one label.
# Parameters come sorted by name, bias and weight a layer: see hearth.trainer.MlpRecipe. sizes = [type].

# inputs [batch, inputs] uint8 -> scores [batch, classes]
def classify(params: List[Tensor], dtype: int, inputs: Tensor) -> Tensor:
  x = (inputs.to(6) / 127.5 - 1.0).to(dtype)
  for i in range(len(params) // 2):
    if i > 0:
      x = torch.relu(x)
    x = torch.linear(x, params[2 * i + 1].to(dtype), params[2 * i].to(dtype))
  return x.to(6)


def scores(params: List[Tensor], sizes: Tensor, batch: Tensor) -> Tuple[Tensor, Tensor]:
  return (__torch__.model.classify(params, int(sizes[0]), batch[:, :-1]), batch[:, -1].to(4))


def predict(params: List[Tensor], sizes: Tensor, inputs: Tensor) -> Tensor:
  return __torch__.model.classify(params, int(sizes[0]), inputs)
