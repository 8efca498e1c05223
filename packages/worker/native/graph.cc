// Node-API addon: operations of TensorFlow as one graph, run by one call.
//
// tfjs-node executes operation by operation, and looks up kernels, attributes and tensors by name or number for each. Here a recorded
// sequence of the same operations becomes a TF_Graph once, and every run is a TF_SessionRun in the calling thread, without any rewriting of
// the graph, so that the same kernels compute the same bits. Elements are read from and written to typed arrays in place.
//
// create(description) -> graph, see NativeGraphDescription in ../src/backend/native-graph.ts, which is the only caller
// run(graph, run number, fed, fetched)

#include <node_api.h>

#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "tensorflow/c/c_api.h"

namespace {

// ConfigProto: one thread, which is the caller's (negative inter_op), no optimization of the graph, the executor that takes operations one
// after the other.
const unsigned char kConfig[] = {
    0x10, 0x01,                                                              // intra_op_parallelism_threads: 1
    0x28, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01,        // inter_op_parallelism_threads: -1
    0x52, 0x12,                                                              // graph_options
    0x1a, 0x0b, 0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01,  // optimizer_options: opt_level L0
    0x52, 0x03, 0x98, 0x01, 0x01,                                            // rewrite_options: disable_meta_optimizer
    0x82, 0x01, 0x1a, 0x1a, 0x18,                                            // experimental: executor_type
    'S', 'I', 'N', 'G', 'L', 'E', '_', 'T', 'H', 'R', 'E', 'A', 'D', 'E', 'D', '_', 'E', 'X', 'E', 'C', 'U', 'T', 'O', 'R'};

[[noreturn]] void Fail(const std::string& message) { throw std::runtime_error("native graph: " + message); }

struct Status {
  TF_Status* const status = TF_NewStatus();
  ~Status() { TF_DeleteStatus(status); }
  void Check(const std::string& what) const {
    if (TF_GetCode(status) != TF_OK) Fail(what + ": " + TF_Message(status));
  }
};

struct TensorDeleter {
  void operator()(TF_Tensor* tensor) const { TF_DeleteTensor(tensor); }
};
using Tensor = std::unique_ptr<TF_Tensor, TensorDeleter>;

struct Value {
  TF_Output output;
  TF_DataType type;
  std::vector<int64_t> dims;
  // of a value that later runs need; set by one run, taken by others
  Tensor kept;
};

struct Run {
  std::vector<size_t> fed;
  std::vector<size_t> fetched;
  std::vector<size_t> freed;
  std::vector<TF_Output> inputs;
  std::vector<TF_Output> outputs;
};

struct Graph {
  TF_Graph* graph = TF_NewGraph();
  TF_Session* session = nullptr;
  std::vector<Value> values;
  std::vector<Run> runs;

  ~Graph() {
    values.clear();
    if (session != nullptr) {
      Status status;
      TF_CloseSession(session, status.status);
      TF_DeleteSession(session, status.status);
    }
    TF_DeleteGraph(graph);
  }
};

// --- reading JavaScript values -----------------------------------------------------------------------------------------------------

struct Reader {
  napi_env env;

  void Ok(napi_status status, const char* what) const {
    if (status != napi_ok) Fail(std::string("expected ") + what);
  }
  napi_value Property(napi_value object, const char* name) const {
    napi_value value;
    Ok(napi_get_named_property(env, object, name, &value), name);
    return value;
  }
  uint32_t Length(napi_value array) const {
    uint32_t length;
    Ok(napi_get_array_length(env, array, &length), "an array");
    return length;
  }
  napi_value Element(napi_value array, uint32_t index) const {
    napi_value value;
    Ok(napi_get_element(env, array, index, &value), "an element");
    return value;
  }
  bool IsArray(napi_value value) const {
    bool result;
    Ok(napi_is_array(env, value, &result), "a value");
    return result;
  }
  bool IsNull(napi_value value) const {
    napi_valuetype type;
    Ok(napi_typeof(env, value, &type), "a value");
    return type == napi_null;
  }
  int64_t Integer(napi_value value) const {
    int64_t result;
    Ok(napi_get_value_int64(env, value, &result), "an integer");
    return result;
  }
  double Number(napi_value value) const {
    double result;
    Ok(napi_get_value_double(env, value, &result), "a number");
    return result;
  }
  bool Boolean(napi_value value) const {
    bool result;
    Ok(napi_get_value_bool(env, value, &result), "a boolean");
    return result;
  }
  std::string Text(napi_value value) const {
    size_t length;
    Ok(napi_get_value_string_utf8(env, value, nullptr, 0, &length), "a string");
    std::string text(length, '\0');
    Ok(napi_get_value_string_utf8(env, value, &text[0], length + 1, &length), "a string");
    return text;
  }
  std::vector<int64_t> Integers(napi_value array) const {
    std::vector<int64_t> result(Length(array));
    for (uint32_t i = 0; i < result.size(); i++) result[i] = Integer(Element(array, i));
    return result;
  }
  // The bytes of a typed array, which may lie in shared memory.
  void* Bytes(napi_value array, size_t* bytes) const {
    napi_typedarray_type type;
    size_t length;
    void* data;
    Ok(napi_get_typedarray_info(env, array, &type, &length, &data, nullptr, nullptr), "a typed array");
    const bool isWord = type == napi_float32_array || type == napi_int32_array;
    if (!isWord && type != napi_uint8_array) Fail("expected a Float32Array, Int32Array or Uint8Array");
    *bytes = isWord ? 4 * length : length;
    return data;
  }
};

void Nothing(void*, size_t, void*) {}

// A tensor on the memory of a typed array where its alignment allows it, else on a copy.
Tensor TensorOn(const Reader& js, napi_value array, TF_DataType type, const std::vector<int64_t>& dims) {
  size_t bytes;
  void* data = js.Bytes(array, &bytes);
  size_t expected = TF_DataTypeSize(type);
  for (int64_t size : dims) expected *= static_cast<size_t>(size);
  if (bytes != expected) Fail("a tensor of " + std::to_string(expected) + " bytes was given " + std::to_string(bytes));
  TF_Tensor* tensor = TF_NewTensor(type, dims.data(), static_cast<int>(dims.size()), data, bytes, Nothing, nullptr);
  if (tensor == nullptr) Fail("a tensor could not be made");
  return Tensor(tensor);
}

// --- making a graph ----------------------------------------------------------------------------------------------------------------

void SetAttribute(const Reader& js, TF_OperationDescription* operation, napi_value attribute) {
  const std::string name = js.Text(js.Property(attribute, "name"));
  const napi_value value = js.Property(attribute, "value");
  const bool isList = js.IsArray(value);
  switch (js.Integer(js.Property(attribute, "type"))) {
    case TF_ATTR_STRING: {
      const std::string text = js.Text(value);
      return TF_SetAttrString(operation, name.c_str(), text.data(), text.size());
    }
    case TF_ATTR_INT: {
      if (!isList) return TF_SetAttrInt(operation, name.c_str(), js.Integer(value));
      const std::vector<int64_t> list = js.Integers(value);
      return TF_SetAttrIntList(operation, name.c_str(), list.data(), static_cast<int>(list.size()));
    }
    case TF_ATTR_FLOAT:
      if (!isList) return TF_SetAttrFloat(operation, name.c_str(), static_cast<float>(js.Number(value)));
      break;
    case TF_ATTR_BOOL:
      if (!isList) return TF_SetAttrBool(operation, name.c_str(), js.Boolean(value) ? 1 : 0);
      break;
    case TF_ATTR_TYPE:
      return TF_SetAttrType(operation, name.c_str(), static_cast<TF_DataType>(js.Integer(value)));
    case TF_ATTR_SHAPE: {
      const std::vector<int64_t> dims = js.Integers(value);
      return TF_SetAttrShape(operation, name.c_str(), dims.data(), static_cast<int>(dims.size()));
    }
  }
  Fail("attribute " + name + " is of a kind that is not supported");
}

TF_Output OutputOf(const Graph& made, int64_t value) {
  if (value < 0 || static_cast<size_t>(value) >= made.values.size()) Fail("there is no value " + std::to_string(value));
  return made.values[static_cast<size_t>(value)].output;
}

void AddPlaceholder(const Reader& js, Graph& made, napi_value input) {
  const auto type = static_cast<TF_DataType>(js.Integer(js.Property(input, "dataType")));
  std::vector<int64_t> dims = js.Integers(js.Property(input, "shape"));
  const std::string name = "v" + std::to_string(made.values.size());
  TF_OperationDescription* operation = TF_NewOperation(made.graph, "Placeholder", name.c_str());
  TF_SetAttrType(operation, "dtype", type);
  TF_SetAttrShape(operation, "shape", dims.data(), static_cast<int>(dims.size()));
  Status status;
  TF_Operation* finished = TF_FinishOperation(operation, status.status);
  status.Check("input " + name);
  made.values.push_back({{finished, 0}, type, std::move(dims), nullptr});
}

void AddConstant(const Reader& js, Graph& made, napi_value constant) {
  const auto type = static_cast<TF_DataType>(js.Integer(js.Property(constant, "dataType")));
  std::vector<int64_t> dims = js.Integers(js.Property(constant, "shape"));
  // The graph takes its own copy.
  const Tensor tensor = TensorOn(js, js.Property(constant, "values"), type, dims);
  const std::string name = "v" + std::to_string(made.values.size());
  TF_OperationDescription* operation = TF_NewOperation(made.graph, "Const", name.c_str());
  TF_SetAttrType(operation, "dtype", type);
  Status status;
  TF_SetAttrTensor(operation, "value", tensor.get(), status.status);
  status.Check("constant " + name);
  TF_Operation* finished = TF_FinishOperation(operation, status.status);
  status.Check("constant " + name);
  made.values.push_back({{finished, 0}, type, std::move(dims), nullptr});
}

void AddOperation(const Reader& js, Graph& made, napi_value described) {
  const std::string kind = js.Text(js.Property(described, "name"));
  const std::string name = "v" + std::to_string(made.values.size());
  TF_OperationDescription* operation = TF_NewOperation(made.graph, kind.c_str(), name.c_str());
  for (int64_t input : js.Integers(js.Property(described, "inputs"))) TF_AddInput(operation, OutputOf(made, input));
  const napi_value attributes = js.Property(described, "attributes");
  for (uint32_t i = 0; i < js.Length(attributes); i++) SetAttribute(js, operation, js.Element(attributes, i));
  Status status;
  TF_Operation* finished = TF_FinishOperation(operation, status.status);
  status.Check("operation " + kind);
  const int outputs = TF_OperationNumOutputs(finished);
  if (outputs != js.Integer(js.Property(described, "outputCount"))) Fail("operation " + kind + " has " + std::to_string(outputs) + " outputs");
  for (int index = 0; index < outputs; index++) {
    const TF_Output output = {finished, index};
    made.values.push_back({output, TF_OperationOutputType(output), {}, nullptr});
  }
}

std::vector<size_t> Places(const Reader& js, const Graph& made, napi_value array) {
  std::vector<size_t> places;
  for (int64_t value : js.Integers(array)) {
    OutputOf(made, value);
    places.push_back(static_cast<size_t>(value));
  }
  return places;
}

void AddRun(const Reader& js, Graph& made, napi_value described) {
  Run run;
  run.fed = Places(js, made, js.Property(described, "fed"));
  run.fetched = Places(js, made, js.Property(described, "fetched"));
  run.freed = Places(js, made, js.Property(described, "freed"));
  for (size_t value : run.fed) run.inputs.push_back(made.values[value].output);
  for (size_t value : run.fetched) run.outputs.push_back(made.values[value].output);
  made.runs.push_back(std::move(run));
}

std::unique_ptr<Graph> MakeGraph(const Reader& js, napi_value description) {
  auto made = std::make_unique<Graph>();
  const auto each = [&](const char* name, void (*add)(const Reader&, Graph&, napi_value)) {
    const napi_value list = js.Property(description, name);
    for (uint32_t i = 0; i < js.Length(list); i++) add(js, *made, js.Element(list, i));
  };
  each("inputs", AddPlaceholder);
  each("constants", AddConstant);
  each("operations", AddOperation);
  each("runs", AddRun);

  Status status;
  TF_SessionOptions* options = TF_NewSessionOptions();
  TF_SetConfig(options, kConfig, sizeof(kConfig), status.status);
  if (TF_GetCode(status.status) == TF_OK) made->session = TF_NewSession(made->graph, options, status.status);
  TF_DeleteSessionOptions(options);
  status.Check("session");
  return made;
}

// --- running it --------------------------------------------------------------------------------------------------------------------

void RunGraph(const Reader& js, Graph& graph, size_t number, napi_value fed, napi_value fetched) {
  if (number >= graph.runs.size()) Fail("there is no run " + std::to_string(number));
  const Run& run = graph.runs[number];
  if (js.Length(fed) != run.fed.size() || js.Length(fetched) != run.fetched.size()) Fail("wrong number of values for a run");

  std::vector<Tensor> given(run.fed.size());
  std::vector<TF_Tensor*> inputs(run.fed.size());
  for (uint32_t i = 0; i < run.fed.size(); i++) {
    const Value& value = graph.values[run.fed[i]];
    const napi_value array = js.Element(fed, i);
    if (js.IsNull(array)) {
      if (value.kept == nullptr) Fail("a value is used before it is computed");
      inputs[i] = value.kept.get();
    } else {
      given[i] = TensorOn(js, array, value.type, value.dims);
      inputs[i] = given[i].get();
    }
  }

  std::vector<TF_Tensor*> results(run.fetched.size(), nullptr);
  Status status;
  TF_SessionRun(graph.session, nullptr, run.inputs.data(), inputs.data(), static_cast<int>(inputs.size()), run.outputs.data(),
                results.data(), static_cast<int>(results.size()), nullptr, 0, nullptr, status.status);
  std::vector<Tensor> computed;
  for (TF_Tensor* result : results) computed.emplace_back(result);
  status.Check("run");

  for (uint32_t i = 0; i < computed.size(); i++) {
    const napi_value array = js.Element(fetched, i);
    if (js.IsNull(array)) {
      graph.values[run.fetched[i]].kept = std::move(computed[i]);
      continue;
    }
    size_t bytes;
    void* data = js.Bytes(array, &bytes);
    if (bytes != TF_TensorByteSize(computed[i].get())) Fail("a result has another size than its place");
    std::memcpy(data, TF_TensorData(computed[i].get()), bytes);
  }
  for (size_t value : run.freed) graph.values[value].kept.reset();
}

// --- what JavaScript sees ----------------------------------------------------------------------------------------------------------

template <size_t Count, typename Body>
napi_value Guarded(napi_env env, napi_callback_info info, Body body) {
  try {
    napi_value arguments[Count];
    size_t count = Count;
    if (napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr) != napi_ok || count < Count) Fail("too few arguments");
    return body(Reader{env}, arguments);
  } catch (const std::exception& error) {
    napi_throw_error(env, nullptr, error.what());
    return nullptr;
  }
}

napi_value Create(napi_env env, napi_callback_info info) {
  return Guarded<1>(env, info, [env](const Reader& js, napi_value* arguments) {
    std::unique_ptr<Graph> graph = MakeGraph(js, arguments[0]);
    napi_value external;
    const auto destroy = [](napi_env, void* data, void*) { delete static_cast<Graph*>(data); };
    js.Ok(napi_create_external(env, graph.get(), destroy, nullptr, &external), "memory");
    graph.release();
    return external;
  });
}

napi_value RunCreated(napi_env env, napi_callback_info info) {
  return Guarded<4>(env, info, [env](const Reader& js, napi_value* arguments) -> napi_value {
    void* graph;
    js.Ok(napi_get_value_external(env, arguments[0], &graph), "a graph");
    RunGraph(js, *static_cast<Graph*>(graph), static_cast<size_t>(js.Integer(arguments[1])), arguments[2], arguments[3]);
    return nullptr;
  });
}

}  // namespace

NAPI_MODULE_INIT() {
  napi_value create, run;
  if (napi_create_function(env, "create", NAPI_AUTO_LENGTH, Create, nullptr, &create) != napi_ok ||
      napi_create_function(env, "run", NAPI_AUTO_LENGTH, RunCreated, nullptr, &run) != napi_ok ||
      napi_set_named_property(env, exports, "create", create) != napi_ok ||
      napi_set_named_property(env, exports, "run", run) != napi_ok)
    napi_throw_error(env, nullptr, "native graph: the addon could not be set up");
  return exports;
}
