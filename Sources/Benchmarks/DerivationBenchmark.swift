import AuditStore
import CloudTrail
import Foundation
import Replay

/// Processor time of derivation on top of reading: the files are read again and again, with and without it.
struct DerivationBenchmark {
  private static let rounds = 5

  private let files: [[UInt8]]

  /// Reads all files below a folder into memory, so that no round waits for the disk.
  init(folder: String) throws {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String }.sorted() ?? []
    files = try names.filter { $0.hasSuffix(".gz") || $0.hasSuffix(".json") }.map {
      Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + $0)))
    }
  }

  /// Prints the medians, in processor seconds for a million events.
  func run() throws {
    var deriver = EventDeriver()
    var call = CallBytes()
    var reading: [Double] = []
    var deriving: [Double] = []
    var requests = 0
    for _ in 0..<Self.rounds {
      reading.append(try seconds { _ in })
      deriving.append(
        try seconds { event in
          deriver.derive(event, into: &call)
          requests += call.requestCount
        })
    }
    let (read, both) = (Self.median(reading), Self.median(deriving))
    print("reading: \(read) s, with derivation: \(both) s, derivation: \(both - read) s per million events")
    print("requests: \(requests / Self.rounds)")
  }

  /// Processor seconds of one pass over all events, for a million of them.
  private func seconds(_ body: (RawEvent) -> Void) throws -> Double {
    let start = clock()
    var events = 0
    for file in files {
      var offset = 0
      let reader = LogReader { () throws(LogFileError) in
        let end = min(offset + (256 << 10), file.count)
        defer { offset = end }
        return Array(file[offset..<end])
      }
      while !reader.isFinished {
        _ = try reader.read(upTo: 1_024) { item, _ in
          guard case .event(let event) = item else { return }
          events += 1
          body(event)
        }
      }
    }
    let elapsed = Double(clock() - start) / Double(CLOCKS_PER_SEC)
    return elapsed / Double(max(1, events)) * 1_000_000
  }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
