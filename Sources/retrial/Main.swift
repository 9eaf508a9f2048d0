import AWSCatalog
import Glibc
import Replay

/// The command line tool: finds the command that was meant and runs it.
@main
struct Main {
  static func main() async {
    let environment = Self.environment
    let arguments = Array(CommandLine.arguments.dropFirst())
    if let problem = OpenFileLimit.raise() {
      Terminal.writeError("Error: \(problem)")
      exit(ExitCode.failure.rawValue)
    }
    do {
      let parsed = try ArgumentParser.parse(arguments, root: Commands.root)
      exit(try await run(parsed, environment).rawValue)
    } catch let error as UsageError {
      Terminal.writeError("Error: \(error.message)")
      Terminal.writeError("Usage: \(error.usage)")
      Terminal.writeError("See '\(error.command) --help' for more information.")
      exit(ExitCode.usage.rawValue)
    } catch {
      Terminal.writeError("Error: \(error)")
      exit(ExitCode.failure.rawValue)
    }
  }

  private static func run(
    _ arguments: ParsedArguments, _ environment: [String: String]
  ) async throws -> ExitCode {
    if arguments.wantsVersion {
      Terminal.write("\(Version.text)\n")
      return .done
    }
    if arguments.wantsHelp || arguments.path.count == 1 {
      Terminal.write(HelpText(path: arguments.path, width: Terminal.width(environment: environment)).text)
      return .done
    }
    let names = arguments.path.dropFirst().map { $0.name }.joined(separator: " ")
    switch names {
    case "ingest": return try await IngestCommand(arguments, environment).run()
    case "diff": return try DiffCommand(arguments, environment).run()
    case "replay": return try ReplayCommand(arguments, environment).run()
    case "explain": return try await ExplainCommand(arguments, environment).run()
    case "denials": return try DenialsCommand(arguments, environment).run()
    case "report": return try ReportCommand(arguments, environment).run()
    case "verify": return try await VerifyCommand(arguments).run()
    case "validate-logs": return try ValidateLogsCommand(arguments, environment).run()
    case "requests": return try RequestsCommand(arguments).run()
    case "test": return try TestCommand(arguments).run()
    case "policies check": return PoliciesCheckCommand(arguments, environment).run()
    case "schema diff": return SchemaCommand.run(DiffJSONSchema.text)
    case "schema report": return SchemaCommand.run(ComplianceJSONSchema.text)
    default: return .usage
    }
  }

  private static var environment: [String: String] {
    var values: [String: String] = [:]
    for name in ["COLUMNS", "NO_COLOR", "TERM"] {
      if let value = unsafe getenv(name) { values[name] = unsafe String(cString: value) }
    }
    return values
  }
}

/// What the process ends with; pipelines rely on the numbers.
enum ExitCode: Int32 {
  case done = 0
  /// Finished, and found what was asked about.
  case found = 1
  /// An input or the run itself failed.
  case failure = 2
  /// Nothing confirmed, but changes that may be.
  case indeterminate = 3
  /// The baseline agrees too little with the record.
  case fidelity = 4
  /// Nothing was replayed.
  case nothing = 5
  case usage = 64
}

/// The tool's version and that of the data it carries.
enum Version {
  static let number = "0.1.0"
  static var text: String {
    "retrial \(number) (catalog \(CatalogSource.date), derivation \(EventDeriver.version))"
  }
}
