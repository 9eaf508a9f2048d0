import Replay

/// `retrial schema`: prints the published form of an output.
enum SchemaCommand {
  static func run() -> ExitCode {
    Terminal.write(DiffJSONSchema.text)
    return .done
  }
}
