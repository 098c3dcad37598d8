// Loaded into every process that a benchmark starts: one that was killed cannot end its children any more.
const CHECK_INTERVAL_MS = 500;
const parent = process.ppid;

setInterval(() => {
  if (process.ppid !== parent) process.exit(1);
}, CHECK_INTERVAL_MS).unref();
