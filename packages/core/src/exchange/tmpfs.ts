import fs from "node:fs";

/** Where Linux has files that lie in memory (POSIX shared memory; see shm_overview(7)). */
export const sharedMemoryFolder = "/dev/shm";

/** Of linux/magic.h. */
const tmpfsMagic = 0x01021994;

/** Whether an open file lies in memory. @throws what the system says if that cannot be found out */
export const isOnTmpfs = (descriptor: number): boolean => fs.statfsSync(`/proc/self/fd/${descriptor}`).type === tmpfsMagic;
