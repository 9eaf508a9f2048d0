import AuditStore
import CloudTrail

/// What a call to S3 tells of an access point.
enum AccessPointUse {
  /// It goes through one; the ARN of that, where it is told and the access point is one of a region.
  case used(TextSlice?)
  /// Whether it does is not known.
  case open
  /// It tells of none; where it is on a bucket, it goes through none.
  case untold
}

/// Calls to S3 through an access point, which are checked on the access point and on the bucket behind it.
///
/// Amazon S3 User Guide, "Configuring IAM policies for using access points".
extension ResourceResolver {
  /// An access point where a bucket's name may stand.
  enum AccessPoint {
    case arn(TextSlice)
    /// The alias that S3 gives it: neither its name nor its account can be told from that.
    case alias(isObjectLambda: Bool)
  }

  /// The access point that a check on a bucket or object goes through; nil for none.
  func accessPoint(of check: OperationPlan.Check) -> AccessPoint? {
    guard let slot = check.bucketSlot else { return nil }
    // What a call names is the target of a copy, whose source has a parameter of its own.
    switch check.source {
    case .copySource, .copySourceBucket: return nil
    default: break
    }
    var alias: AccessPoint?
    if matches[slot].isFilled {
      let text = parameters.entries[matches[slot].first].text
      if text.isAccessPointAlias { alias = .alias(isObjectLambda: text.isObjectLambdaAlias) }
      if text.hasPrefix("arn:"), let arn = ARNSlice(text), arn.isAccessPoint { return .arn(text) }
    }
    // What a copy lists may be its source.
    guard !check.isCopyTarget else { return alias }
    return listed.entries.first { $0.arn.isAccessPoint }.map { .arn($0.arn.text) } ?? alias
  }

  /// What a call tells of an access point that a check is made through: by what it names, and by its host.
  ///
  /// The source of a copy has a host of its own, which no record shows.
  func accessPointUse(
    _ check: OperationPlan.Check, _ point: AccessPoint?, _ names: borrowing ParameterNames
  ) -> AccessPointUse {
    guard check.bucketSlot != nil else { return .untold }
    if case .copySource = check.source { return .open }
    if let point { return .used(Self.regionalARN(of: point)) }
    guard facts.isWhole, let slot = check.bucketSlot, matches[slot].isFilled,
      var host = parameters.value(names.host)?.plainText
    else { return .open }
    let bucket = parameters.entries[matches[slot].first].text
    if host.hasPrefix(bucket), host.dropFirst(bucket.count).hasPrefix(".") {
      host = host.dropFirst(bucket.count + 1)
    }
    if host.firstIndex(of: ".s3-accesspoint") != nil || host.firstIndex(of: ".accesspoint.s3-global") != nil {
      return .used(nil)
    }
    return Self.isOfBuckets(host) ? .untold : .open
  }

  /// The ARN of an access point, without an object; nil for those of S3 Object Lambda and of several regions, of which it is
  /// not documented how the keys of access points name them.
  private static func regionalARN(of point: AccessPoint) -> TextSlice? {
    guard case .arn(let text) = point, let arn = ARNSlice(text), arn.service == TextSlice("s3"),
      !arn.region.isEmpty, arn.account.isAccount
    else { return nil }
    return wholeAccessPoint(text)
  }

  /// Whether a host, without the bucket before it, is one of S3 for buckets: those of access points, of Outposts and of VPC
  /// endpoints begin otherwise.
  ///
  /// Amazon S3 User Guide, "Virtual hosting of general purpose buckets", "Using Amazon S3 access points" and "Making
  /// requests through a Multi-Region Access Point".
  private static func isOfBuckets(_ host: TextSlice) -> Bool {
    let isRegional = host.hasPrefix("s3-") && host.hasDigit
    return (host.hasPrefix("s3.") || isRegional) && host.firstIndex(of: ".amazonaws.com") != nil
      && host.firstIndex(of: "-accesspoint") == nil && host.firstIndex(of: "-outposts") == nil
      && host.firstIndex(of: "-object-lambda") == nil && host.firstIndex(of: "vpce") == nil
  }

  /// Adds the request on the access point, and the one on the bucket as far as the event's list tells it.
  func addAccessPoint(
    _ point: AccessPoint, _ check: OperationPlan.Check, _ output: RequestOutput, to call: inout CallBytes
  ) {
    let object = check.types.first { $0.name == "object" }
    switch point {
    case .arn(let text):
      let key = object?.placeholders.last.flatMap { firstValue(of: $0.slot, $0.rule) }
      let isWhole = object == nil || key != nil
      output.add(isWhole ? .exact : .partial, account: site.owner(of: ARNSlice(text)), to: &call) { bytes in
        bytes.append(Self.wholeAccessPoint(text))
        guard object != nil else { return }
        bytes.append("/object/")
        bytes.append((key ?? TextSlice("*")))
      }
    case .alias(let isObjectLambda): addAliased(isObjectLambda: isObjectLambda, output, to: &call)
    }
    let types = check.types.filter { $0.name == "object" || $0.name == "bucket" }
    let named = listed.entries.first { entry in
      !entry.arn.owner.isAccessPointAlias && types.contains { $0.template.matches(entry.arn) }
    }
    if let named {
      return output.add(.exact, account: listed.account(of: named), to: &call) { $0.append(named.arn.text) }
    }
    output.add(.unknown, account: nil, to: &call)
  }

  /// Adds the requests on the source of a copy that is read through an access point; false for another source.
  func addAccessPoint(ofSource source: ARNSlice, _ output: RequestOutput, to call: inout CallBytes) -> Bool {
    if source.isAccessPoint {
      output.add(.exact, account: site.owner(of: source), to: &call) { $0.append(source.text) }
    } else if source.owner.isAccessPointAlias {
      addAliased(isObjectLambda: source.owner.isObjectLambdaAlias, output, to: &call)
    } else {
      return false
    }
    output.add(.unknown, account: nil, to: &call)
    return true
  }

  /// Adds the request on the access point of an alias, which may be any of its kind.
  private func addAliased(isObjectLambda: Bool, _ output: RequestOutput, to call: inout CallBytes) {
    guard !isObjectLambda else { return output.add(.unknown, account: nil, to: &call) }
    output.add(.partial, account: nil, to: &call) { bytes in
      bytes.append("arn:")
      bytes.append(site.partition)
      bytes.append(":s3:*:*:accesspoint/*")
    }
  }

  /// The ARN without an object in it.
  private static func wholeAccessPoint(_ text: TextSlice) -> TextSlice {
    text.prefix(text.firstIndex(of: "/object/") ?? text.count)
  }
}

extension TextSlice {
  /// Whether it ends as the aliases of access points do, which no bucket's name may.
  ///
  /// Amazon S3 User Guide, "Bucket naming rules".
  fileprivate var isAccessPointAlias: Bool { hasSuffix("-s3alias") || isObjectLambdaAlias }

  fileprivate var isObjectLambdaAlias: Bool { hasSuffix("--ol-s3") }

  /// Whether it names a region, which all end in a digit, as old hosts such as `s3-eu-west-1.amazonaws.com` do.
  fileprivate var hasDigit: Bool { (0..<count).contains { (0x30...0x39).contains(self[$0]) } }
}

extension ARNSlice {
  fileprivate var isAccessPoint: Bool {
    (service == TextSlice("s3") || service == TextSlice("s3-object-lambda"))
      && resource.hasPrefix("accesspoint/")
  }
}
