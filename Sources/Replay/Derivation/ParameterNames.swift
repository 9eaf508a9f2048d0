import CloudTrail

/// Numbers for the names of request parameters, so that each spelling is looked at once.
struct ParameterNames: ~Copyable {
  /// What is known of one spelling.
  struct Spelling {
    /// The number of the name without capitals, `_` and `-`.
    var normalized: Int32
    /// Whether what it holds hides ARNs of other things, or nothing.
    var isIgnored: Bool
    /// Whether it only wraps what matters.
    var isWrapper: Bool
    /// Whether what it holds is free text.
    var isProse: Bool
    /// Whether it is a header of AWS's.
    var isHeader: Bool
    /// Whether it is a header of AWS's in other letters than those in which records hold headers, so that it stood in the
    /// query of the call.
    var isQueryHeader: Bool
    /// Whether it holds tags that the call sets.
    var isTags: Bool
    /// Whether it holds tags of which it is not known whether the call sets them.
    var isPerhapsTags: Bool
  }

  /// The parameters that hold tags, in every shape that services give them.
  private static let tagNames: Set<String> = [
    "tags", "tagset", "tagspecificationset", "tagspecification", "tagspecifications", "tagslist", "addtags",
    "taglist", "tagging", "tagstoadd", "newtags", "principaltags", "tagkeys", "tagkeylist", "tagstoremove",
    "userpooltags", "identitypooltags", "backupvaulttags", "backupplantags", "frameworktags",
    "reportplantags",
    "tieringconfigurationtags",
  ]
  /// The endings of objects that wrap all parameters, or all that is said of what a call makes.
  private static let holderEndings = [
    "request", "spotfleetrequestconfig", "withtags", "tagsmodel", "createbucketconfiguration",
    "virtualinterface", "workspaces",
  ]

  private let rules: ResourceRules
  private var interner = SpanInterner()
  // INVARIANT: `guessCount` places for each operation, with the number that each member had in the operation's
  // last event: its events mostly name the same things in the same order. -1 is none.
  private var guesses: [Int32] = []
  private var place = 0
  private var end = 0
  private static let guessCount = 24
  private var spellings: [Spelling] = []
  private var normalizedInterner = SpanInterner()
  /// For each normalized name those that it is the plural or list form of, itself first.
  private(set) var stems: [[Int32]] = []

  /// The normalized number of S3's header for a canned ACL.
  private(set) var cannedACL: Int32 = 0
  /// The number of KMS's encryption context.
  private(set) var encryptionContext = 0
  /// The normalized number of S3's header for the source of a copy.
  private(set) var copySource: Int32 = 0
  /// The normalized number of what stands in the place of parameters that were too long for the record.
  private(set) var omitted: Int32 = 0
  /// The normalized number of the parameter that lists the headers which were signed.
  private(set) var signedHeaders: Int32 = 0
  /// The number of the header by which S3 tells the host.
  private(set) var host = 0
  /// The normalized numbers of where an instance is placed, of a group's name within that, and of the name that stands for
  /// it: a security group's is called the same.
  private var placement: (object: Int32, member: Int32, own: Int32) = (0, 0, 0)
  /// The normalized numbers of targets, of the key and the values of one, and of the parameter that lists instances.
  private(set) var targets: (object: Int32, key: Int32, values: Int32, instances: Int32) = (0, 0, 0, 0)
  /// For each normalized name whether a role may stand there.
  private var roleNames: [Bool] = []
  private var removals: Set<Int32> = []
  private var tagHolders: Set<Int32> = []

  init(rules: ResourceRules) {
    self.rules = rules
    cannedACL = normalizedNumber(Self.normalized("x-amz-acl"))
    encryptionContext = number("encryptionContext")
    omitted = normalizedNumber("omitted")
    host = number("Host")
    signedHeaders = normalizedNumber(Self.normalized("X-Amz-SignedHeaders"))
    copySource = normalizedNumber(Self.normalized("x-amz-copy-source"))
    targets = (
      normalizedNumber("targets"), normalizedNumber("key"), normalizedNumber("values"),
      normalizedNumber("instanceids")
    )
    placement = (
      normalizedNumber("placement"), normalizedNumber("groupname"), normalizedNumber("placementgroupname")
    )
  }

  /// The normalized name of a member of an object, where the object tells what the member names.
  ///
  /// Amazon EC2 API Reference, `Placement`.
  func member(_ normalized: Int32, of object: Int32) -> Int32 {
    object == placement.object && normalized == placement.member ? placement.own : normalized
  }

  /// Whether a role may stand in the parameter with this normalized name.
  func mentionsRole(_ normalized: Int32) -> Bool { roleNames[Int(normalized)] }

  /// Whether the parameter with this normalized name holds what is taken away.
  func takesAway(_ normalized: Int32) -> Bool { removals.contains(normalized) }

  /// Whether tags within the object with this normalized name are those of what the call makes.
  func holdsTags(_ normalized: Int32) -> Bool { tagHolders.contains(normalized) }

  /// How many spellings it knows.
  var count: Int { spellings.count }

  /// Takes up the parameters of an event, which are asked for in their order.
  mutating func begin(operation: Int) {
    place = operation * Self.guessCount
    end = place + Self.guessCount
    while guesses.count < end { guesses.append(-1) }
  }

  /// The number of a spelling.
  mutating func number(_ name: TextSlice) -> Int {
    guard place < end else { return find(name) }
    let guess = Int(guesses[place])
    let number = interner.holds(guess, name) ? guess : find(name)
    guesses[place] = Int32(truncatingIfNeeded: number)
    place += 1
    return number
  }

  @inline(never)
  private mutating func find(_ name: TextSlice) -> Int {
    let (id, isNew) = interner.intern(name)
    if isNew { spellings.append(spelling(name.string())) }
    return id
  }

  /// The number of a spelling.
  mutating func number(_ name: String) -> Int { TextSlice.with(Array(name.utf8)) { find($0) } }

  subscript(number: Int) -> Spelling { spellings[number] }

  /// The number of a normalized name.
  mutating func normalizedNumber(_ name: String) -> Int32 {
    let (id, isNew) = normalizedInterner.intern(Array(name.utf8))
    guard isNew else { return Int32(truncatingIfNeeded: id) }
    let number = Int32(truncatingIfNeeded: id)
    stems.append([number])
    roleNames.append(name.contains("role"))
    if name.hasPrefix("remove") { removals.insert(number) }
    if Self.holderEndings.contains(where: { name.hasSuffix($0) }) { tagHolders.insert(number) }
    for ending in ["s", "set", "list"] where name.hasSuffix(ending) && name.utf8.count > ending.utf8.count {
      let stem = normalizedNumber(String(name.dropLast(ending.count)))
      stems[id].append(stem)
    }
    return number
  }

  private mutating func spelling(_ name: String) -> Spelling {
    let plain = Self.normalized(name)
    let isTags = Self.tagNames.contains(plain)
    let isHeader = plain.hasPrefix("xamz")
    return Spelling(
      normalized: normalizedNumber(plain), isIgnored: rules.ignoredParameters.contains(plain),
      isWrapper: rules.wrappers.contains(plain), isProse: rules.proseParameters.contains(plain),
      isHeader: isHeader, isQueryHeader: isHeader && name != name.lowercased(),
      isTags: isTags,
      isPerhapsTags: !isTags && plain.hasSuffix("tags") && plain != "etags")
  }

  /// A name of the tables and the object before its `.`, empty for none.
  static func parts(_ name: String) -> (object: String, name: String) {
    guard let dot = name.firstIndex(of: ".") else { return ("", name) }
    return (String(name[..<dot]), String(name[name.index(after: dot)...]))
  }

  /// A name without capitals, `_` and `-`.
  static func normalized(_ name: String) -> String {
    let bytes = name.lowercased().utf8.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }
    return String(decoding: bytes, as: UTF8.self)
  }
}
