import IAMPolicy
import JSON
import Replay

/// `retrial test`: decides cases and compares them with what they expect.
struct TestCommand {
  /// Cases beyond this many bytes are refused: a device may have no end.
  private static let sizeLimit = 512 << 20
  let files: [String]
  let isJSON: Bool

  init(_ arguments: ParsedArguments) {
    files = arguments.positionals
    isJSON = arguments.value("format") == "json"
  }

  func run() throws -> ExitCode {
    var passed = 0
    var failed = 0
    var output = ""
    for file in files {
      let bytes = try InputFile.read(file, limit: Self.sizeLimit)
      let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      for (offset, line) in lines.enumerated() where !line.allSatisfy({ $0 <= 0x20 }) {
        let decisionCase = try read(Array(line), file: file, line: offset + 1)
        let result = decisionCase.run()
        if result.isPassed { passed += 1 } else { failed += 1 }
        if isJSON {
          output += json(decisionCase, result)
        } else if !result.isPassed {
          output += text(decisionCase, result)
        }
        if output.utf8.count > 1 << 16 {
          Terminal.write(output)
          output = ""
        }
      }
    }
    if !isJSON { output += "\(passed) passed, \(failed) failed\n" }
    Terminal.write(output)
    if passed + failed == 0 { return .nothing }
    return failed == 0 ? .done : .found
  }

  private func read(_ line: [UInt8], file: String, line number: Int) throws -> DecisionCase {
    do {
      return try DecisionCase(line: line)
    } catch {
      throw SnapshotError(file: "\(file):\(number)", message: "\(error)")
    }
  }

  private func json(_ decisionCase: DecisionCase, _ result: DecisionCase.Result) -> String {
    var members: [(String, JSONValue)] = [
      ("id", .string(decisionCase.id)), ("decision", .string(result.decision.word)),
    ]
    if case .indeterminate(let possible, let facts) = result.decision {
      members.append(("possible", .array(possible.map { $0.rawValue }.sorted().map { .string($0) })))
      members.append(("dependsOn", .array(facts.map { .string($0) })))
    }
    members.append(("pass", .bool(result.isPassed)))
    return JSONValue.object(members).text() + "\n"
  }

  private func text(_ decisionCase: DecisionCase, _ result: DecisionCase.Result) -> String {
    let facts = result.decision.dependsOn.joined(separator: ", ")
    let hinge = facts.isEmpty ? "" : ", hinges on \(facts)"
    let line = "\(decisionCase.id): expected \(decisionCase.expected), found \(result.decision.word)\(hinge)"
    return TextFormat.safe(line) + "\n"
  }
}
