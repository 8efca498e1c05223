// What a worker is made of, TensorFlow and sockets apart, for those who put one together themselves (the simulation does).
export { WorkerMember, type WorkerMemberOptions } from "./worker-member.ts";
export { TrainingLoop, type FetchSamples, type LoopState, type TrainingLoopOptions } from "./training-loop.ts";
export type { GradientComputer, GradientDescription, StepGradientResult, SubtreeRoot } from "./gradient/gradient-computer.ts";
