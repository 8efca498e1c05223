import { maxTopicNumber } from "./chunk-codec.ts";

/** A topic as one exact integer (3 + 24 + 24 bits), for use as a map key. */
export type TopicKey = number;

/** A topic, or anything that names one. */
interface TopicNumbers {
  readonly phase: number;
  readonly slice: number;
  readonly subtree: number;
}

export function topicKey(topic: TopicNumbers): TopicKey {
  return (topic.phase * maxTopicNumber + topic.slice) * maxTopicNumber + topic.subtree;
}

export const describeTopic = (topic: TopicNumbers): string => `phase ${topic.phase}, slice ${topic.slice}, subtree ${topic.subtree}`;
