import CloudTrail
import Replay

/// `retrial validate-logs`: whether log files are those that CloudTrail's digests list.
struct ValidateLogsCommand {
  private let arguments: ParsedArguments
  private let environment: [String: String]

  init(_ arguments: ParsedArguments, _ environment: [String: String]) {
    self.arguments = arguments
    self.environment = environment
  }

  func run() throws -> ExitCode {
    let keys = try DigestKeys(arguments.values("public-keys"), files: InputFiles())
    let (validation, problems) = try LogValidation.ofFolders(arguments.positionals, keys: keys)
    for problem in problems { Terminal.writeError("Error: \(problem)") }
    if arguments.value("format") == "json" {
      Terminal.write(LogValidationRenderer.json(validation))
    } else {
      Terminal.write(
        LogValidationRenderer.text(validation, width: Terminal.width(environment: environment)))
    }
    if !problems.isEmpty { return .failure }
    if !validation.findings.isEmpty { return .found }
    return validation.digests == 0 ? .nothing : .done
  }
}
