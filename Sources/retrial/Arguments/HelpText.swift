import Replay

/// The help of a command, wrapped at the terminal's width.
struct HelpText {
  let path: [CommandSpec]
  let width: Int

  private static let column = 26

  /// The words that call the command, for example `retrial policies check`.
  var commandWords: String { path.map { $0.name }.joined(separator: " ") }

  private var command: CommandSpec { path.last ?? CommandSpec(name: "", abstract: "") }

  /// The usage line without its heading.
  var usage: String {
    var words = commandWords
    if !command.subcommands.isEmpty { words += " <subcommand>" }
    if !command.options.isEmpty { words += " [<options>]" }
    for positional in command.positionals {
      let word = positional.isRepeated ? "<\(positional.name)> ..." : "<\(positional.name)>"
      words += positional.isRequired ? " \(word)" : " [\(word)]"
    }
    return words
  }

  /// The whole help text.
  var text: String {
    var sections = [wrapped("OVERVIEW: " + command.abstract, indent: 0)]
    if !command.discussion.isEmpty { sections.append(wrapped(command.discussion, indent: 0)) }
    sections.append("USAGE: " + usage)
    add("ARGUMENTS", command.positionals.map { ("<\($0.name)>", $0.help) }, to: &sections)
    add("OPTIONS", options, to: &sections)
    add("SUBCOMMANDS", command.subcommands.map { ($0.name, $0.abstract) }, to: &sections)
    if !command.examples.isEmpty {
      sections.append("EXAMPLES:\n" + command.examples.map { "  " + $0 }.joined(separator: "\n"))
    }
    if !command.subcommands.isEmpty {
      sections.append("See '\(commandWords) <subcommand> --help' for more of a subcommand.")
    }
    return sections.joined(separator: "\n\n") + "\n"
  }

  private var options: [(String, String)] {
    var rows = command.options.map { option -> (String, String) in
      let label = option.valueName.map { "--\(option.name) <\($0)>" } ?? "--\(option.name)"
      return (label, option.help + notes(option))
    }
    if path.count == 1 { rows.append(("--version", "Show the version.")) }
    rows.append(("-h, --help", "Show help information."))
    return rows
  }

  private func notes(_ option: CommandSpec.Option) -> String {
    var notes: [String] = []
    if !option.choices.isEmpty { notes.append("values: " + option.choices.joined(separator: ", ")) }
    if let value = option.defaultValue { notes.append("default: \(value)") }
    if option.isRepeated { notes.append("repeatable") }
    return notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))"
  }

  private func add(_ title: String, _ rows: [(String, String)], to sections: inout [String]) {
    guard !rows.isEmpty else { return }
    sections.append("\(title):\n" + rows.map { row($0.0, $0.1) }.joined(separator: "\n"))
  }

  private func row(_ label: String, _ help: String) -> String {
    let start = "  " + label
    let gap = start.count < Self.column - 1
    let padding = gap ? String(repeating: " ", count: Self.column - start.count) : "\n" + blank
    return start + padding + wrapped(help, indent: Self.column)
  }

  private var blank: String { String(repeating: " ", count: Self.column) }

  private func wrapped(_ text: String, indent: Int) -> String {
    TextFormat.wrapped(text, width: max(20, width - indent), indent: indent)
  }
}
