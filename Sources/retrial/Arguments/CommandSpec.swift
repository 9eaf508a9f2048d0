/// The declaration of a command: parsing, help, messages and completions all come from it.
struct CommandSpec: Sendable {
  /// The word that is typed.
  var name: String
  /// One sentence for lists of commands.
  var abstract: String
  /// More, shown only in the command's own help.
  var discussion = ""
  var positionals: [Positional] = []
  var options: [Option] = []
  var subcommands: [CommandSpec] = []
  var examples: [String] = []

  /// An argument that is known by its place; the last one may be repeated.
  struct Positional: Sendable {
    var name: String
    var help: String
    var isRequired = true
    var isRepeated = false
    /// The flag with which it need not be given.
    var waivedBy: String?
  }

  /// An option with a value, or a flag when `valueName` is nil.
  struct Option: Sendable {
    /// The name without its two hyphens.
    var name: String
    var valueName: String?
    var help: String
    var isRepeated = false
    /// The only values that are accepted; empty when any is.
    var choices: [String] = []
    var defaultValue: String?
  }

  /// Options that every command takes.
  static let common = [Option(name: "help", valueName: nil, help: "Show help information.")]

  var allOptions: [Option] { options + Self.common }
}

/// What was typed, taken apart; nothing is resolved yet.
struct ParsedArguments: Sendable {
  /// The commands from the root down to the one that was meant.
  var path: [CommandSpec]
  var positionals: [String] = []
  var options: [String: [String]] = [:]
  var wantsHelp = false
  var wantsVersion = false

  var command: CommandSpec { path.last ?? CommandSpec(name: "", abstract: "") }

  /// The last value of an option, or its default.
  func value(_ name: String) -> String? {
    options[name]?.last ?? command.options.first { $0.name == name }?.defaultValue
  }

  /// Every value of a repeatable option.
  func values(_ name: String) -> [String] { options[name] ?? [] }

  /// Whether a flag was given.
  func flag(_ name: String) -> Bool { options[name] != nil }

  /// The error for a value that cannot be used, with the command's usage.
  func usageError(_ message: String) -> UsageError {
    let help = HelpText(path: path, width: 80)
    return UsageError(message: message, command: help.commandWords, usage: help.usage)
  }

  /// The error for a name in a list of names that is none of those that can stand there.
  func listError(_ option: String, _ name: String, among names: [String]) -> UsageError {
    let hint = Suggestion.closest(to: name, among: names).map { " Did you mean '\($0)'?" } ?? ""
    return usageError(
      "The value '\(name)' is invalid for '--\(option)'; it must be of: "
        + names.joined(separator: ", ") + "." + hint)
  }
}

/// A command line that is wrong: what is wrong, and the command whose usage helps.
struct UsageError: Error, Equatable {
  var message: String
  /// The words of the command, for example `retrial diff`.
  var command: String
  var usage: String
}
