// The anchor of `hearth bench training`: the steps of the recipes `gpt` and `cnn` as a C++ engineer would write them on
// plain libtorch, for the same shared objects that DJL loads. It shares no code with the recipes.
//
//   baseline FOLDER RECIPE HEADS BATCH EXAMPLE_BYTES THREADS DECAY CLIP
//
// FOLDER holds, in the machine's byte order:
//   shapes      text, one parameter a line: its sizes
//   parameters  float32, one parameter after the other
//   batches     bytes, [steps, BATCH, EXAMPLE_BYTES]
//   rates       float32, the learning rate of each step
//
// For each line on standard input it trains all steps from those parameters with zero moments and answers one line of numbers:
// nanoseconds of all steps (the reset is not one), and of those in the forward pass, the backward pass, clipping and the
// optimiser; then the first and the last step's loss.

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using at::Tensor;
using Tensors = std::vector<Tensor>;

Tensor norm(const Tensor& x, const Tensor& weight, const Tensor& bias) {
  return at::layer_norm(x, {x.size(-1)}, weight, bias, 1e-5);
}

// Pre-norm decoder over bytes, learned positions, GELU, output tied to the token table. Parameters sorted by name.
struct Gpt {
  int64_t heads;

  Tensor loss(const Tensors& p, const Tensor& batch) const {
    auto tokens = batch.to(at::kLong);
    auto inputs = tokens.slice(1, 0, -1);
    auto wanted = tokens.slice(1, 1).reshape({-1});
    int64_t b = inputs.size(0), t = inputs.size(1);
    size_t end = p.size() - 4;
    const auto &positions = p[end], &table = p[end + 1];
    int64_t w = table.size(1);

    auto x = at::embedding(table, inputs) + positions.slice(0, 0, t);
    for (size_t i = 0; i < end; i += 12) {
      auto qkv = at::linear(norm(x, p[i + 1], p[i]), p[i + 5], p[i + 4])
                     .view({b, t, 3, heads, w / heads})
                     .permute({2, 0, 3, 1, 4});
      auto mixed = at::scaled_dot_product_attention(qkv[0], qkv[1], qkv[2], {}, 0.0, true);
      x = x + at::linear(mixed.transpose(1, 2).reshape({b, t, w}), p[i + 3], p[i + 2]);
      auto inner = at::gelu(at::linear(norm(x, p[i + 9], p[i + 8]), p[i + 11], p[i + 10]));
      x = x + at::linear(inner, p[i + 7], p[i + 6]);
    }
    auto scores = at::linear(norm(x, p[end + 3], p[end + 2]), table);
    return at::cross_entropy_loss(scores.reshape({-1, 256}), wanted);
  }
};

// Two 3x3 convolutions, each with 2x2 max-pooling and ReLU, then two linear layers. Parameters sorted by name. Laid out as in the
// recipe: how a model is written is not what is compared.
struct Cnn {
  static Tensor convolved(const Tensor& x, const Tensor& weight, const Tensor& bias) {
    auto w = weight.contiguous(at::MemoryFormat::ChannelsLast);
    return at::relu(at::max_pool2d(at::conv2d(x, w, bias, {1, 1}, {1, 1}), {2, 2}));
  }

  Tensor loss(const Tensors& p, const Tensor& batch) const {
    auto x = (batch.slice(1, 0, 784).to(at::kFloat).view({-1, 1, 28, 28}) / 255.0 - 0.286) / 0.353;
    auto wanted = batch.select(1, 784).to(at::kLong);
    x = convolved(x, p[1], p[0]);
    x = convolved(x, p[3], p[2]);
    x = at::relu(at::linear(x.flatten(1), p[5], p[4]));
    return at::cross_entropy_loss(at::linear(x, p[7], p[6]), wanted);
  }
};

// Parameters that share one rule of weight decay, and their moments.
struct Group {
  double decay;
  Tensors params, first, second, counts;
  std::vector<size_t> places;

  void add(const Tensor& param, size_t place) {
    params.push_back(param);
    first.push_back(at::zeros_like(param));
    second.push_back(at::zeros_like(param));
    counts.push_back(at::zeros({}));
    places.push_back(place);
  }

  void reset() {
    for (auto* list : {&first, &second, &counts})
      for (auto& t : *list) t.zero_();
  }

  void step(const Tensors& grads, double rate) {
    Tensors mine;
    for (auto place : places) mine.push_back(grads[place]);
    at::_foreach_add_(counts, 1);
    at::_fused_adamw_(params, mine, first, second, {}, counts, rate, 0.9, 0.95, decay, 1e-8, false, false);
  }
};

void clip(Tensors& grads, double limit) {
  auto norm = at::linalg_vector_norm(at::stack(at::_foreach_norm(grads, 2)));
  at::_foreach_div_(grads, at::clamp_min((norm + 1e-6) / limit, 1.0));
}

template <typename T>
std::vector<T> content(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file);
  std::string bytes((std::istreambuf_iterator<char>(in)), {});
  std::vector<T> values(bytes.size() / sizeof(T));
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(values.data()));
  return values;
}

Tensors parameters(const std::string& folder, std::vector<float>& values) {
  Tensors all;
  std::ifstream shapes(folder + "/shapes");
  size_t at = 0;
  for (std::string line; std::getline(shapes, line);) {
    std::istringstream sizes(line);
    std::vector<int64_t> shape((std::istream_iterator<int64_t>(sizes)), {});
    all.push_back(at::from_blob(values.data() + at, shape, at::kFloat));
    at += all.back().numel();
  }
  if (at != values.size()) throw std::runtime_error("shapes and parameters differ in size");
  return all;
}

// Adds up where the time of a turn goes.
class Stopwatch {
  using Clock = std::chrono::steady_clock;
  Clock::time_point last = Clock::now();

 public:
  void lap(int64_t& phase) {
    auto now = Clock::now();
    phase += std::chrono::nanoseconds(now - last).count();
    last = now;
  }
};

template <typename Model>
void serve(const Model& model, const Tensors& genesis, const Tensor& batches, const std::vector<float>& rates,
           double decay, double limit) {
  Tensors params;
  Group matrices{decay}, vectors{0.0};
  for (size_t i = 0; i < genesis.size(); i++) {
    params.push_back(genesis[i].clone().set_requires_grad(true));
    (genesis[i].dim() >= 2 ? matrices : vectors).add(params.back().detach(), i);
  }
  std::vector<float> losses(rates.size());

  for (std::string line; std::getline(std::cin, line);) {
    {
      c10::NoGradGuard untracked;
      for (size_t i = 0; i < params.size(); i++) params[i].copy_(genesis[i]);
    }
    matrices.reset();
    vectors.reset();
    int64_t forward = 0, backward = 0, clipping = 0, optimiser = 0;
    Stopwatch watch;
    for (size_t k = 0; k < rates.size(); k++) {
      auto loss = model.loss(params, batches[k]);
      watch.lap(forward);
      auto grads = torch::autograd::grad({loss}, params);
      for (auto& grad : grads) grad = grad.contiguous();  // The optimiser reads memory in its order.
      watch.lap(backward);
      c10::NoGradGuard untracked;
      clip(grads, limit);
      watch.lap(clipping);
      matrices.step(grads, rates[k]);
      vectors.step(grads, rates[k]);
      losses[k] = loss.template item<float>();
      watch.lap(optimiser);
    }
    for (int64_t nanos : {forward + backward + clipping + optimiser, forward, backward, clipping, optimiser})
      std::printf("%lld ", static_cast<long long>(nanos));
    std::printf("%.9g %.9g\n", losses.front(), losses.back());
    std::fflush(stdout);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 9) {
    std::fprintf(stderr, "usage: baseline FOLDER RECIPE HEADS BATCH EXAMPLE_BYTES THREADS DECAY CLIP\n");
    return 2;
  }
  try {
    std::string folder = argv[1], recipe = argv[2];
    at::set_num_threads(std::atoi(argv[6]));
    at::set_num_interop_threads(1);
    auto values = content<float>(folder + "/parameters");
    auto bytes = content<uint8_t>(folder + "/batches");
    auto rates = content<float>(folder + "/rates");
    auto genesis = parameters(folder, values);
    auto batches = at::from_blob(
        bytes.data(), {static_cast<int64_t>(rates.size()), std::atoll(argv[4]), std::atoll(argv[5])}, at::kByte);
    double decay = std::atof(argv[7]), limit = std::atof(argv[8]);
    if (recipe == "gpt") {
      serve(Gpt{std::atoll(argv[3])}, genesis, batches, rates, decay, limit);
    } else if (recipe == "cnn") {
      serve(Cnn{}, genesis, batches, rates, decay, limit);
    } else {
      throw std::runtime_error("no such recipe: " + recipe);
    }
  } catch (const std::exception& e) {
    std::fprintf(stderr, "baseline: %s\n", e.what());
    return 1;
  }
  return 0;
}
