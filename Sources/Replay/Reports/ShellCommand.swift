/// A command line that can be pasted into a shell.
public struct ShellCommand: Sendable, Equatable {
  /// The words, unquoted.
  public var words: [String]

  /// Makes a command of its words.
  public init(_ words: [String]) { self.words = words }

  /// The command on lines of so many columns where its words allow that, each but the last with a backslash at its end.
  ///
  /// An option and its value stay together.
  func lines(width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for part in parts {
      if line.isEmpty {
        line = part
      } else if line.count + 1 + part.count + 2 <= width {
        line += " " + part
      } else {
        lines.append(line + " \\")
        line = "  " + part
      }
    }
    return lines + [line]
  }

  private var parts: [String] {
    var parts: [String] = []
    var isOption = false
    for word in words {
      let quoted = Self.quoted(word)
      if isOption, !word.hasPrefix("--"), let option = parts.popLast() {
        parts.append(option + " " + quoted)
      } else {
        parts.append(quoted)
      }
      isOption = word.hasPrefix("--")
    }
    return parts
  }

  /// A word in single quotes where a shell would read something into it.
  ///
  /// POSIX.1-2017, Shell Command Language, section 2.2.
  static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || "_@%+=:,./-".utf8.contains(byte)
    }
    return isPlain && !word.isEmpty && !word.hasPrefix("=")
      ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}

/// The command that says why an event of a report is decided so.
struct ExplainCommandText {
  /// What it does.
  static let purpose =
    "One of these events, layer by layer, with every statement that matches or nearly does:"

  /// The command for the first of the ids by which an event can be asked for; nil without one.
  static func command(_ ids: some Sequence<String>, _ options: [String]?) -> ShellCommand? {
    guard let options, let id = ids.first(where: { !$0.contains("#") }) else { return nil }
    return ShellCommand(["retrial", "explain", id] + options)
  }
}

extension TextSheet {
  /// A heading with a command that shows more; nothing without one.
  mutating func more(_ command: ShellCommand?) {
    guard let command else { return }
    raw("\n")
    heading("To see more")
    note(ExplainCommandText.purpose)
    code(command.lines(width: width - 4), indent: 4)
    note("All names of the lists: --limit 0")
  }
}

extension DiffReport {
  /// The command that explains the first event of the causes.
  var explainCommand: ShellCommand? {
    ExplainCommandText.command(
      ChangeClass.allCases.flatMap { causes(of: $0) }.flatMap { $0.sampleEventIDs }, explainOptions)
  }
}
