import IAMPolicy

/// Takes a command line apart by a declaration; it reads nothing but its input.
struct ArgumentParser {
  private var result: ParsedArguments
  private var rest: ArraySlice<String>

  /// The arguments after the program's own name.
  ///
  /// - Throws: `UsageError`, with what was probably meant where it is close.
  static func parse(_ arguments: [String], root: CommandSpec) throws(UsageError) -> ParsedArguments {
    var parser = ArgumentParser(result: ParsedArguments(path: [root]), rest: arguments[...])
    try parser.run()
    return parser.result
  }

  private mutating func run() throws(UsageError) {
    var isLiteral = false
    while let argument = rest.popFirst() {
      if isLiteral {
        result.positionals.append(argument)
      } else if argument == "--" {
        isLiteral = true
      } else if argument == "-h" {
        result.wantsHelp = true
      } else if argument.hasPrefix("--") {
        try option(argument)
      } else if argument.hasPrefix("-"), argument.count > 1 {
        throw failure("Unknown option '\(argument)'.")
      } else {
        try word(argument)
      }
    }
    guard !result.wantsHelp, !result.wantsVersion else { return }
    try checkPositionals()
  }

  /// A subcommand where one can stand, else a positional.
  private mutating func word(_ text: String) throws(UsageError) {
    let command = result.command
    guard !command.subcommands.isEmpty else {
      result.positionals.append(text)
      return
    }
    if let subcommand = command.subcommands.first(where: { $0.name == text }) {
      result.path.append(subcommand)
      return
    }
    // As `--help` does, for whoever tries the word first.
    if text == "help", result.path.count == 1 {
      result.wantsHelp = true
      return
    }
    throw failure("Unknown command '\(text)'.", text, among: command.subcommands.map { $0.name })
  }

  private mutating func option(_ argument: String) throws(UsageError) {
    let body = argument.dropFirst(2)
    let name = String(body.prefix { $0 != "=" })
    let inline = body.firstIndex(of: "=").map { String(body[body.index(after: $0)...]) }
    if name == "version", result.path.count == 1 {
      result.wantsVersion = true
      return
    }
    guard let spec = result.command.allOptions.first(where: { $0.name == name }) else {
      let known = result.command.allOptions.map { $0.name }
      throw failure("Unknown option '--\(name)'.", name, among: known, prefix: "--")
    }
    if name == "help" {
      result.wantsHelp = true
      return
    }
    try store(spec, inline)
  }

  private mutating func store(_ spec: CommandSpec.Option, _ inline: String?) throws(UsageError) {
    guard let valueName = spec.valueName else {
      guard inline == nil else { throw failure("'--\(spec.name)' takes no value.") }
      result.options[spec.name] = []
      return
    }
    guard let value = inline ?? rest.popFirst() else {
      throw failure("Missing value for '--\(spec.name) <\(valueName)>'.")
    }
    if !spec.choices.isEmpty, !spec.choices.contains(value) {
      let list = spec.choices.joined(separator: ", ")
      throw failure(
        "The value '\(value)' is invalid for '--\(spec.name)'; it must be one of: \(list).", value,
        among: spec.choices)
    }
    if !spec.isRepeated, result.options[spec.name] != nil {
      throw failure("'--\(spec.name)' can be given only once.")
    }
    result.options[spec.name, default: []].append(value)
  }

  private func checkPositionals() throws(UsageError) {
    let specs = result.command.positionals
    if let missing = specs.dropFirst(result.positionals.count).first(where: { spec in
      spec.isRequired && spec.waivedBy.flatMap { result.options[$0] } == nil
    }) {
      throw failure("Missing expected argument '<\(missing.name)>'.")
    }
    let allowsMore = specs.last?.isRepeated ?? false
    if result.positionals.count > specs.count, !allowsMore {
      throw failure("Unexpected argument '\(result.positionals[specs.count])'.")
    }
    if !result.command.subcommands.isEmpty, result.path.count > 1 {
      let list = result.command.subcommands.map { $0.name }.joined(separator: ", ")
      throw failure("Missing subcommand: one of \(list).")
    }
  }

  private func failure(
    _ message: String, _ text: String = "", among names: [String] = [], prefix: String = ""
  ) -> UsageError {
    let hint = Suggestion.closest(to: text, among: names).map { " Did you mean '\(prefix)\($0)'?" } ?? ""
    return result.usageError(message + hint)
  }
}

/// Finds what was probably meant by a mistyped name.
enum Suggestion {
  /// The closest name within two edits, or one that begins with the text.
  static func closest(to text: String, among names: [String]) -> String? {
    guard !text.isEmpty else { return nil }
    if let close = Spelling.closest(to: text, among: names) { return close }
    return text.utf8.count >= 3 ? names.first { $0.hasPrefix(text) } : nil
  }
}
