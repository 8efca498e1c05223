// Node-API addon without libraries of its own: load(file) loads a shared library, and drops what TensorFlow says to stderr while its library
// starts. "oneDNN custom operations are on", and a warning about how that was said, come before anybody could set a level of logging. Anything
// else that is written meanwhile goes to stderr afterwards.

#include <dlfcn.h>
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

#include <string>

namespace {

const char* const kDropped[] = {"All log messages before absl::InitializeLog() is called", "oneDNN custom operations are on."};

bool IsDropped(const std::string& line) {
  for (const char* words : kDropped)
    if (line.find(words) != std::string::npos) return true;
  return false;
}

// stderr goes into a pipe while this lives. Its 64 KiB are more than is said; what does not fit is lost rather than waited for.
class Listener {
 public:
  Listener() {
    if (pipe2(ends_, O_CLOEXEC | O_NONBLOCK) != 0) return;
    stderr_ = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
    if (stderr_ >= 0) dup2(ends_[1], STDERR_FILENO);
  }
  ~Listener() {
    if (stderr_ >= 0) {
      dup2(stderr_, STDERR_FILENO);
      Repeat();
    }
    for (int file : {ends_[0], ends_[1], stderr_})
      if (file >= 0) close(file);
  }

 private:
  void Repeat() const {
    std::string text;
    char part[4096];
    for (ssize_t count; (count = read(ends_[0], part, sizeof part)) > 0;) text.append(part, static_cast<size_t>(count));
    for (size_t start = 0; start < text.size();) {
      const size_t end = text.find('\n', start);
      const size_t next = end == std::string::npos ? text.size() : end + 1;
      const std::string line = text.substr(start, next - start);
      if (!IsDropped(line) && write(STDERR_FILENO, line.data(), line.size()) < 0) return;
      start = next;
    }
  }

  int ends_[2] = {-1, -1};
  int stderr_ = -1;
};

napi_value Load(napi_env env, napi_callback_info info) {
  napi_value argument;
  size_t count = 1;
  char file[4096];
  size_t length;
  if (napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr) != napi_ok || count < 1 ||
      napi_get_value_string_utf8(env, argument, file, sizeof file, &length) != napi_ok) {
    napi_throw_type_error(env, nullptr, "load: expected the path of a library");
    return nullptr;
  }
  const Listener listener;
  // Stays loaded: it is TensorFlow's framework, which the addons need anyway.
  if (dlopen(file, RTLD_LAZY | RTLD_LOCAL) == nullptr) napi_throw_error(env, nullptr, dlerror());
  return nullptr;
}

}  // namespace

NAPI_MODULE_INIT() {
  napi_value load;
  if (napi_create_function(env, "load", NAPI_AUTO_LENGTH, Load, nullptr, &load) != napi_ok ||
      napi_set_named_property(env, exports, "load", load) != napi_ok)
    napi_throw_error(env, nullptr, "load: the addon could not be set up");
  return exports;
}
