import { maxTopicNumber } from "./chunk-codec.ts";
import type { Topic } from "./exchange.ts";

/** A topic as one exact integer (3 + 24 + 24 bits), for use as a map key. */
export type TopicKey = number;

export function topicKey(topic: { readonly phase: number; readonly slice: number; readonly subtree: number }): TopicKey {
  return (topic.phase * maxTopicNumber + topic.slice) * maxTopicNumber + topic.subtree;
}

export const describeTopic = (topic: Topic): string => `phase ${topic.phase}, slice ${topic.slice}, subtree ${topic.subtree}`;
