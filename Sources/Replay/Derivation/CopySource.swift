import AuditStore
import CloudTrail

/// The source of an S3 copy: `bucket/key?versionId=...`, perhaps with a leading `/` and percent signs.
enum CopySource {
  /// The header's value; nil when there is none, and where the record has several or hides one: of a header that is there
  /// twice, or in the query as well, it is not documented which one S3 takes up.
  static func text(_ parameters: borrowing ParameterList, _ names: borrowing ParameterNames) -> TextSlice? {
    agreed(parameters, names) { $0 }.flatMap { $0 }
  }

  /// Whether the source is a version of an object; nil where that is not known.
  static func hasVersion(_ parameters: borrowing ParameterList, _ names: borrowing ParameterNames) -> Bool? {
    agreed(parameters, names) { $0.firstIndex(of: "?versionId=") != nil }.map { $0 ?? false }
  }

  /// Whether the source is in a directory bucket; nil where that is not known.
  static func isInDirectoryBucket(
    _ parameters: borrowing ParameterList, _ names: borrowing ParameterNames
  ) -> Bool? {
    agreed(parameters, names, isInDirectory).map { $0 ?? false }
  }

  private static func isInDirectory(_ text: TextSlice) -> Bool {
    guard let arn = arn(text, partition: TextSlice("aws")) else { return false }
    return TextSlice.with(arn) { ARNSlice($0)?.isInDirectoryBucket ?? false }
  }

  /// What all values of the header say, itself nil without a value; nil where they differ or one is hidden.
  private static func agreed<Answer: Equatable>(
    _ parameters: borrowing ParameterList, _ names: borrowing ParameterNames,
    _ answer: (TextSlice) -> Answer
  ) -> Answer?? {
    var found: Answer?
    for index in parameters.entries.indices where parameters.entries[index].name == names.copySource {
      let entry = parameters.entries[index]
      if entry.kind == .hidden { return .none }
      guard entry.kind == .text else { continue }
      let own = answer(entry.text)
      if let found, found != own { return .none }
      found = own
    }
    return .some(found)
  }

  /// The ARN of the source, percent signs resolved; nil for a form that names no bucket and key.
  static func arn(_ text: TextSlice, partition: TextSlice) -> [UInt8]? {
    var source = text.first == UInt8(ascii: "/") ? text.dropFirst(1) : text
    source = source.prefix(source.firstIndex(of: "?versionId=") ?? source.count)
    guard let path = PercentText.decoded(source) else { return nil }
    if path.starts(with: "arn:".utf8) { return path }
    guard let slash = path.firstIndex(of: UInt8(ascii: "/")), slash > 0, slash + 1 < path.count else {
      return nil
    }
    var bytes: [UInt8] = []
    TextSlice("arn:").append(to: &bytes)
    partition.append(to: &bytes)
    TextSlice(":s3:::").append(to: &bytes)
    return bytes + path
  }
}

extension ResourceResolver {
  /// Adds the request on the object that a copy reads; false when that is not known.
  func addCopySource(
    _ output: RequestOutput, _ names: borrowing ParameterNames, to call: inout CallBytes
  ) -> Bool {
    guard let arn = copySource(names) else {
      output.add(.unknown, account: nil, to: &call)
      return false
    }
    let isDone = TextSlice.with(arn) { text in
      ARNSlice(text).map { addAccessPoint(ofSource: $0, output, to: &call) } ?? false
    }
    if isDone { return true }
    // The bucket may be another account's, which the event's list may name.
    let account = TextSlice.with(arn) { text in
      ARNSlice(text).flatMap {
        listed.account(of: ListedResources.Entry(arn: $0, account: listed.account(of: text)))
      }
    }
    output.add(.exact, account: account, to: &call) { $0.append(arn) }
    return true
  }

  /// Adds the request on the directory bucket, or the access point of one, that a copy reads from; false when it is not
  /// known which.
  func addCopySourceBucket(
    _ output: RequestOutput, _ names: borrowing ParameterNames, to call: inout CallBytes
  ) -> Bool {
    guard let bytes = copySource(names) else {
      output.add(.unknown, account: nil, to: &call)
      return false
    }
    return TextSlice.with(bytes) { text in
      guard let arn = ARNSlice(text) else {
        output.add(.unknown, account: nil, to: &call)
        return false
      }
      if arn.service == "s3express" {
        let whole = arn.withoutObject
        output.add(.exact, account: site.owner(of: ARNSlice(whole)), to: &call) { $0.append(whole) }
      } else {
        addDirectoryBucket(arn.bucketName, output, to: &call)
      }
      return true
    }
  }

  /// The ARN of what a copy reads; nil where that is not known.
  private func copySource(_ names: borrowing ParameterNames) -> [UInt8]? {
    CopySource.text(parameters, names).flatMap { CopySource.arn($0, partition: site.partition) }
  }

  /// Adds the request on a directory bucket: its name tells neither whose it is nor, for certain, its Region.
  private func addDirectoryBucket(_ name: TextSlice, _ output: RequestOutput, to call: inout CallBytes) {
    let entry = listed.entries.first {
      $0.arn.service == "s3express" && $0.arn.withoutObject.lastName == name
    }
    if let entry {
      let account = listed.account(of: entry) ?? site.owner(of: entry.arn)
      return output.add(.exact, account: account, to: &call) { $0.append(entry.arn.withoutObject) }
    }
    output.add(.partial, account: nil, to: &call) { bytes in
      bytes.append("arn:")
      bytes.append(site.partition)
      bytes.append(":s3express:*:*:")
      bytes.append(name.isDirectoryAccessPoint ? "accesspoint/" : "bucket/")
      bytes.append(name)
    }
  }
}

extension ARNSlice {
  /// The bucket of an S3 object.
  fileprivate var bucketName: TextSlice {
    resource.prefix(resource.firstIndex(of: UInt8(ascii: "/")) ?? resource.count)
  }

  /// Whether it is of what stands in a directory bucket, by its service or by the name of the bucket or access point.
  ///
  /// Amazon S3 User Guide, "Directory bucket naming rules" and "Naming rules for access points for directory buckets".
  fileprivate var isInDirectoryBucket: Bool {
    service == "s3express"
      || (service == "s3" && (bucketName.hasSuffix("--x-s3") || bucketName.isDirectoryAccessPoint))
  }

  /// The ARN of a directory bucket or of an access point, without an object behind it.
  fileprivate var withoutObject: TextSlice {
    guard let slash = resource.firstIndex(of: UInt8(ascii: "/")) else { return text }
    let name = resource.dropFirst(slash + 1)
    let rest = name.firstIndex(of: UInt8(ascii: "/")).map { name.count - $0 } ?? 0
    return text.prefix(text.count - rest)
  }
}

extension TextSlice {
  fileprivate var isDirectoryAccessPoint: Bool { hasSuffix("--xa-s3") }
}
