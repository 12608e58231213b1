import Foundation

/// The seconds of processor time that `body` takes on this thread: unlike the clock on the wall, it does not depend on
/// what else the machine does.
func processorTime(_ body: () throws -> Void) rethrows -> Double {
  let start = processorTimeSoFar()
  try body()
  return processorTimeSoFar() - start
}

private func processorTimeSoFar() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
