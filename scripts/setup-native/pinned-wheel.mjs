import { unsuitable } from "./setup-failure.mjs";

/*
 * The TensorFlow that the addons are built against, as the files of the Python package index. The shared libraries in a wheel do not use
 * Python, so one fixed wheel serves every machine, and every machine computes with the same library: another one may give other bits.
 * A later version needs its file name, hash and size here, and a run of the tests with the addon built.
 */
export const tensorflowVersion = "2.21.0";

const wheels = {
  "tfjs-node": {
    distribution: "tensorflow-cpu",
    fileName: "tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl",
    sha256: "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c",
    bytes: 273_829_956,
    /** what is taken out of it */
    unpackedBytes: 853_572_198,
  },
  "tfjs-node-gpu": {
    distribution: "tensorflow",
    fileName: "tensorflow-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl",
    sha256: "9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124",
    bytes: 572_440_367,
    unpackedBytes: 1_259_284_342,
  },
};

/** @param {"tfjs-node" | "tfjs-node-gpu"} packageName */
export function wheelFor(packageName) {
  return { ...wheels[packageName], version: tensorflowVersion };
}

/**
 * Space that a set-up takes while it runs: the wheel, what comes out of it, and the copy that strip writes.
 * @param {{ bytes: number, unpackedBytes: number }} wheel
 * @param {boolean} isDownloaded false: the wheel lies elsewhere already
 */
export function neededBytes({ bytes, unpackedBytes }, isDownloaded) {
  return (isDownloaded ? bytes : 0) + Math.ceil(1.8 * unpackedBytes);
}

/** @param {{ platform: string, arch: string, glibcVersion: string | undefined }} machine @throws SetupFailure where the wheels do not run */
export function requireSupportedMachine({ platform, arch, glibcVersion }) {
  const [major = 0, minor = 0] = (glibcVersion ?? "").split(".").map(Number);
  if (platform === "linux" && arch === "x64" && (major > 2 || (major === 2 && minor >= 27))) return;
  const library = platform === "linux" ? `, ${glibcVersion === undefined ? "no glibc" : `glibc ${glibcVersion}`}` : "";
  throw unsuitable(
    `native TensorFlow is built on x86-64 Linux with glibc 2.27 or newer, this is ${platform} ${arch}${library}; training works without it, on WebAssembly (--stock tries the package's own download)`,
  );
}

/**
 * Where a member of the wheel goes in the folder of TensorFlow's files; null: it is not needed. The addon includes 14 headers; everything
 * beside them is taken too, so that one more include in another version still builds.
 * @param {string} name
 */
export function placeOfWheelEntry(name) {
  const library = /^tensorflow\/(libtensorflow_(?:cc|framework)\.so\.2)$/.exec(name);
  if (library) return `lib/${library[1]}`;
  const header =
    /^tensorflow\/(include\/(?:tensorflow\/c\/(?:[^/]+|eager\/c_api)|(?:tensorflow\/core|tsl|xla\/tsl)\/platform\/ctstring[^/]*|xla\/tsl\/c\/[^/]+)\.h)$/.exec(
      name,
    );
  return header ? header[1] : null;
}
