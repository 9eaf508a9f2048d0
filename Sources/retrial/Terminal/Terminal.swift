import Glibc
import Replay
import Synchronization

/// The process's streams and what is known of the terminal behind them.
enum Terminal {
  /// Writes a text to standard output; what a reader no longer wants ends the process quietly by SIGPIPE.
  ///
  /// A result that cannot be written whole is none: the process ends with one line and the code of a failure.
  static func write(_ text: String) {
    let code = write(text, to: STDOUT_FILENO)
    guard code != 0 else { return }
    let reason = unsafe strerror(code).map { unsafe String(cString: $0).lowercased() } ?? "error \(code)"
    writeError("Error: the output cannot be written: \(reason)")
    exit(ExitCode.failure.rawValue)
  }

  /// Writes a line to standard output in which nothing can steer the terminal.
  static func writeLine(_ text: String) { write(TextFormat.safe(text) + "\n") }

  /// Writes a line to standard error in which nothing can steer the terminal; where that cannot be, there is nobody
  /// to tell.
  ///
  /// On a terminal it is wrapped between its words, so that none is broken; what scripts read is one line. What is longer
  /// than any name is cut short.
  static func writeError(_ text: String) {
    let line = TextFormat.safe(TextFormat.message(text))
    let wrapped = errorWidth.map { Self.wrapped(line, width: $0) } ?? line
    _ = write(wrapped + "\n", to: STDERR_FILENO)
  }

  /// Writes a line to standard error for somebody who waits at a terminal, and nothing for a script.
  static func writeNotice(_ text: String) {
    if showsProgress { writeError(text) }
  }

  /// A line broken between words so that it fits so many columns, a longer word on a line of its own.
  static func wrapped(_ line: String, width: Int) -> String {
    var lines: [String] = []
    for word in line.split(separator: " ", omittingEmptySubsequences: false) {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(lines.isEmpty ? String(word) : "  " + word)
      }
    }
    return lines.joined(separator: "\n")
  }

  /// The columns of the terminal behind standard error; nil where there is none.
  private static var errorWidth: Int? {
    var size = winsize()
    guard isatty(STDERR_FILENO) == 1,
      unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
    else { return nil }
    return Int(size.ws_col)
  }

  /// The columns of the terminal; 80 when there is none.
  static func width(environment: [String: String]) -> Int {
    var size = winsize()
    if unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    return environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? 80
  }

  /// Whether results may be coloured.
  static func usesColor(environment: [String: String]) -> Bool {
    isatty(STDOUT_FILENO) == 1 && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
  }

  /// Whether progress may be shown.
  static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

  /// Writes all of a text, waiting for a reader that is slow; the system's error code, 0 for none.
  private static func write(_ text: String, to descriptor: Int32) -> Int32 {
    let bytes = Array(text.utf8)
    var offset = 0
    while offset < bytes.count {
      let count = unsafe bytes[offset...].withUnsafeBytes { buffer in
        unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
      }
      if count >= 0 {
        offset += count
      } else if errno == EAGAIN {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&wanted, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }
}

/// One line on standard error that is rewritten as work goes on.
enum ProgressLine {
  private static let lastDrawn = Mutex<UInt64>(0)

  /// Shows a text, at most ten times a second.
  static func show(_ text: String) {
    guard Terminal.showsProgress else { return }
    let now = milliseconds
    let isDue = lastDrawn.withLock { last in
      guard now >= last + 100 else { return false }
      last = now
      return true
    }
    if isDue { draw("\r\u{1B}[2K" + text) }
  }

  /// Takes the line away.
  static func clear() {
    if Terminal.showsProgress { draw("\r\u{1B}[2K") }
  }

  /// Milliseconds on a clock that only runs forward.
  static var milliseconds: UInt64 {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
  }

  private static func draw(_ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
