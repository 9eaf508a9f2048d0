/// What digest files show of the log files beside them.
///
/// What no digest speaks of is neither confirmed nor denied: it counts as not verified.
public struct LogValidation: Sendable, Equatable {
  /// What is known of a digest's signature.
  ///
  /// A digest's own signature lies in the metadata of its S3 object, not in the file; the digest behind it repeats it.
  public enum Signature: String, Sendable, CaseIterable {
    case valid
    case invalid
    /// Keys were given, and a digest that names it does not repeat its signature.
    case missing
    /// Keys were given, and none has the fingerprint that the digest names.
    case otherKey = "of no given key"
    /// No key was given.
    case notChecked = "not checked"
    /// No digest behind it is there that repeats it.
    case notInCopy = "not in the copy"
  }

  /// The digests of one trail for one account and region, each linked to the one before by its hash.
  public struct Chain: Sendable, Equatable {
    /// The account whose activity the digests cover.
    public var account: String
    /// The region whose activity they cover.
    public var region: String
    /// The trail's name with the region it was made in.
    public var trail: String
    /// How many digests there are.
    public var digests = 0
    /// The first moment and the one behind the last that they cover, seconds since 1970 UTC.
    public var start: Int64 = 0
    /// See `start`.
    public var end: Int64 = 0
    /// How many digests have a signature in which state.
    public var signatures: [Signature: Int] = [:]
    /// The log files that the digests list, by what became of them.
    public var files: [FileState: Int] = [:]
  }

  /// What became of a log file that a digest lists, or that lies where digests list others.
  public enum FileState: String, Sendable, CaseIterable {
    /// Its SHA-256 is the listed one, and its digest is linked or stands at the end of its chain.
    case verified
    /// Its SHA-256 is the listed one, but keys were given and the signature of its digest is not in the copy, as that of
    /// the newest digest never is.
    case unsigned = "listed by a digest without a signature in the copy"
    /// Its SHA-256 is another one.
    case altered
    case missing
    /// It is there and could not be read, or its content was not kept.
    case unreadable
    /// Its digest is not the one that CloudTrail wrote, or gives no SHA-256.
    case unproven
    /// No digest lists it, though digests cover the time in which it was delivered.
    case unlisted
    /// No digest covers it.
    case uncovered
  }

  /// Something that does not hold.
  public struct Finding: Sendable, Equatable {
    /// What it is, for example `log file altered`.
    public enum Kind: String, Sendable, CaseIterable {
      case digestUnreadable = "digest unreadable"
      case digestTwice = "digest stands twice"
      case digestMoved = "digest renamed"
      case digestMissing = "digest missing"
      case digestAltered = "digest altered"
      case chainBroken = "chain begins anew"
      case chainForked = "chain forks"
      case signatureInvalid = "signature invalid"
      case signatureMissing = "signature missing"
      case keyNotGiven = "public key not given"
      case logAltered = "log file altered"
      case logMissing = "log file missing"
      case logUnreadable = "log file unreadable"
      case logUnproven = "log file unproven"
      case logUnlisted = "log file not listed"
    }

    /// What it is.
    public var kind: Kind
    /// The path of the file, or the name of the S3 object that is not there.
    public var file: String
    /// More about it, as a fragment; empty when the kind says all.
    public var detail = ""
  }

  /// A time of delivery that a digest covers, with the events of the files that it lists.
  public struct Period: Sendable, Equatable {
    /// Seconds since 1970: from the first moment on, before the second.
    public var start: Int64
    /// See `start`.
    public var end: Int64
    /// The files that were delivered in it.
    public var files: [ListedFile]
  }

  /// A log file as a digest lists it.
  public struct ListedFile: Sendable, Equatable {
    /// The times of its oldest and newest event, seconds since 1970 UTC; nil when the digest does not say them.
    public var events: ClosedRange<Int64>?
    /// Whether the file is there and unaltered.
    public var isVerified: Bool
  }

  /// An account with a region.
  public struct Place: Sendable, Hashable {
    /// The account.
    public var account: String
    /// The region.
    public var region: String

    /// Makes a place.
    public init(account: String, region: String) {
      self.account = account
      self.region = region
    }
  }

  /// The chains, by account, region and trail.
  public internal(set) var chains: [Chain] = []
  /// What does not hold, chain by chain.
  public internal(set) var findings: [Finding] = []
  /// Log files that no chain counts, by what is known of them.
  public internal(set) var others: [FileState: Int] = [:]
  /// What digests that can be believed cover, in the order of time.
  public internal(set) var periods: [Place: [Period]] = [:]

  /// How many digests there are.
  public var digests: Int { chains.reduce(0) { $0 + $1.digests } }

  /// How many log files are in a state.
  public func count(_ state: FileState) -> Int {
    chains.reduce(others[state] ?? 0) { $0 + ($1.files[state] ?? 0) }
  }

  /// How many digests have a signature in a state.
  public func count(_ signature: Signature) -> Int {
    chains.reduce(0) { $0 + ($1.signatures[signature] ?? 0) }
  }
}
