import AuditStore
import CloudTrail
import PolicyWorlds
import TestSupport

/// Writes events into a database as ingest does, with the requests that the world says.
enum EventStore {
  /// A database without events, to be copied: to make its tables takes longer than all else.
  private static let empty: [UInt8]? = {
    guard let folder = try? TemporaryDirectory() else { return nil }
    let path = folder.path + "/empty.db"
    do { _ = try AuditDatabase(path: path, access: .write) } catch { return nil }
    return try? FileContent.of(path)
  }()

  /// Writes a database into a folder and returns its path.
  static func write(_ events: [LoggedEvent], in folder: TemporaryDirectory) throws -> String {
    let path = try folder.write("a.db", empty ?? [])
    var batch = EventBatch()
    batch.begin(FileStart(path: "log", size: 1, modified: 0, digest: nil, window: TimeWindow()))
    var number = 0
    for event in events {
      if let issuance = event.issuance {
        var call = CallBytes()
        call.begin(.permissionless, recorded: .allowed)
        append(issuance, call, &batch, &number)
      }
      append(event.members, bytes(event.derived), &batch, &number)
    }
    batch.updateSection { $0.end = FileEnd(isGzip: true) }
    var writer = try EventWriter(AuditDatabase(path: path, access: .write), derivation: 1)
    try writer.write(batch)
    try writer.finish()
    return path
  }

  private static func append(
    _ members: [String: String], _ call: borrowing CallBytes, _ batch: inout EventBatch, _ number: inout Int
  ) {
    number += 1
    let text = members.sorted { $0.key < $1.key }.map { "\"\($0)\":\($1)" }.joined(separator: ",")
    let position = LogPosition(record: number, offset: 0)
    _ = RawEvent.withEvent(Array("{\(text)}".utf8)) { batch.append($0, call, at: position) }
  }

  private static func bytes(_ event: DerivedEvent) -> CallBytes {
    var call = CallBytes()
    call.begin(event.eventClass, recorded: event.recorded, layer: event.layer)
    for request in event.requests {
      call.setContext(RequestPart(Array(ContextCoding.encode(request.context).utf8)))
      let action = RequestPart(Array(request.action.utf8))
      let account = request.resourceAccount.map { Array($0.utf8) }
      if let account {
        TextSlice.with(account) { add(request, action, $0, to: &call) }
      } else {
        add(request, action, nil, to: &call)
      }
    }
    call.deniedRequest = event.deniedRequest
    return call
  }

  private static func add(
    _ request: DerivedRequest, _ action: RequestPart, _ account: TextSlice?, to call: inout CallBytes
  ) {
    call.addRequest(request.certainty, action: action, state: request.state, account: account) { resource in
      for byte in request.resource.utf8 { resource.append(byte) }
    }
  }
}
