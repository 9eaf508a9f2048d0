import Dispatch
import Glibc
import Synchronization

/// The signals that ask the process to end, caught while something is to be done before it does.
///
/// The first one starts what was given for it, and the work comes to an end by itself; the next one, or some seconds
/// without an end, end the process at once. Work that was cut short is followed by `end()`: the process has died of the
/// signal then, as a shell expects it (130 for Ctrl-C). Work that was complete already, or failed, is followed by
/// `stopWatching()`, and the process ends as it does without a signal.
/// A signal that the process was started to ignore stays ignored.
struct Interruption: ~Copyable {
  /// The signal that came, shared with the threads that handle it.
  private final class Caught: Sendable {
    let signal = Mutex<Int32?>(nil)
    /// Whether signals are left to themselves again.
    let isOver = Mutex(false)
  }

  private static let signals = [SIGINT, SIGTERM]
  /// How long the work has to come to an end.
  static let patience = DispatchTimeInterval.seconds(5)

  private let caught = Caught()
  private var watched: [(number: Int32, source: any DispatchSourceSignal)] = []

  /// Begins to watch; `stop` runs at the first signal, on another thread.
  ///
  /// - Parameters:
  ///   - isWaitedFor: whether the work then comes to an end by itself; else the process ends behind `stop`.
  ///   - patience: how long it has for that.
  init(
    isWaitedFor: Bool = true, patience: DispatchTimeInterval = Interruption.patience,
    _ stop: @escaping @Sendable () -> Void
  ) {
    let queue = DispatchQueue(label: "signals")
    let registration = DispatchGroup()
    for number in Self.signals where !Self.isIgnored(number) {
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { [caught] in
        let isFirst = caught.signal.withLock { signal in
          defer { signal = signal ?? number }
          return signal == nil
        }
        guard isFirst else { Self.die(of: number) }
        stop()
        guard isWaitedFor else { Self.die(of: number) }
        queue.asyncAfter(deadline: .now() + patience) {
          if !caught.isOver.withLock({ $0 }) { Self.die(of: number) }
        }
      }
      registration.enter()
      source.setRegistrationHandler { registration.leave() }
      source.activate()
      watched.append((number, source))
    }
    registration.wait()
  }

  deinit {
    caught.isOver.withLock { $0 = true }
    for (number, source) in watched {
      source.cancel()
      _ = Glibc.signal(number, SIG_DFL)
    }
  }

  /// Leaves signals to themselves again.
  consuming func stopWatching() {}

  /// Ends the process as the signal that came would have; does nothing when none came.
  func end() {
    if let signal = caught.signal.withLock({ $0 }) { Self.die(of: signal) }
  }

  /// Whether the process does not die of a signal, as one that was started to work on behind a shell.
  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard unsafe sigaction(number, nil, &action) == 0 else { return false }
    let handler = unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    return unsafe handler == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func die(of number: Int32) -> Never {
    ProgressLine.clear()
    _ = Glibc.signal(number, SIG_DFL)
    // The threads of the queue hold signals back.
    var own = sigset_t()
    unsafe sigemptyset(&own)
    unsafe sigaddset(&own, number)
    unsafe pthread_sigmask(SIG_UNBLOCK, &own, nil)
    raise(number)
    exit(128 + number)
  }
}
