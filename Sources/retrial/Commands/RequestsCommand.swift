import AuditStore
import Replay

/// `retrial requests`: lists the authorization requests behind the events as JSON lines.
struct RequestsCommand {
  private let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) { self.arguments = arguments }

  func run() throws -> ExitCode {
    let filter = try RequestFilter(arguments)
    let window = try WindowArguments(arguments).window
    let database = try AuditDatabase(path: arguments.value("db") ?? "", access: .read)
    var output = ""
    var count = 0
    let unmatched = try RequestListing(filter: filter).write(database, window: window) { line in
      output += line
      count += 1
      if output.utf8.count > 1 << 16 {
        Terminal.write(output)
        output = ""
      }
    }
    Terminal.write(output)
    for line in unmatched { Terminal.writeError(line) }
    for ingest in try database.unfinishedIngests() { Terminal.writeError(ingest.sentence) }
    if count == 0 {
      Terminal.writeError(
        filter == RequestFilter()
          ? "no event of the database lies in the window" : "no event of the window passes the filters")
    }
    return count == 0 ? .nothing : .done
  }
}
