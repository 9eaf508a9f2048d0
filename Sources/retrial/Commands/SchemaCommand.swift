import Replay

/// `retrial schema`: prints the published form of an output.
enum SchemaCommand {
  static func run(_ schema: String) -> ExitCode {
    Terminal.write(schema)
    return .done
  }
}
