import PolicyWorlds

/// What a snapshot shows of an estate.
struct EstateView {
  var showsOrganization = true
  /// Nodes of which the file does not say what is attached.
  var unlistedSCPs: Set<String> = []
  var unlistedRCPs: Set<String> = []
  /// Names of SCPs and RCPs whose texts are missing.
  var hiddenTexts: Set<String> = []
  var hiddenAccounts: Set<String> = []
  /// Users, groups and roles that the account's details lack.
  var hiddenIdentities: Set<String> = []
  var hiddenManaged: Set<String> = []
  /// Resources of whose policies the snapshot says nothing.
  var hiddenResources: Set<String> = []
  var hiddenEndpoints: Set<String> = []
  /// Whether all is hidden: the diff then has logs alone.
  var isEmpty = false

  /// Hides a random part.
  init(of estate: Estate, _ dice: inout Dice) {
    guard !dice.chance(0.25) else { return }
    isEmpty = dice.chance(0.12)
    let share = dice.pick([0.05, 0.2, 0.5], else: 0.2)
    showsOrganization = !isEmpty && !dice.chance(share / 2)
    func some(_ all: [String], _ share: Double, _ dice: inout Dice) -> Set<String> {
      Set(all.filter { _ in isEmpty || dice.chance(share) })
    }
    let nodes = estate.nodes.map { $0.id }
    unlistedSCPs = some(nodes, share / 3, &dice)
    unlistedRCPs = some(nodes, share / 3, &dice)
    hiddenTexts = some(["S1", "S2", "R1"], share, &dice)
    hiddenAccounts = some(Estate.accounts, share, &dice)
    hiddenIdentities = some(estate.identities.keys.sorted(), share / 2, &dice)
    hiddenManaged = some(estate.managed.keys.sorted(), share / 2, &dice)
    hiddenResources = some(EstateGenerator.resources, share, &dice)
    hiddenEndpoints = some(estate.endpoints.keys.sorted(), share, &dice)
  }

  /// Shows everything.
  init() {}

  /// Shows nothing.
  static func nothing(of estate: Estate) -> EstateView {
    var view = EstateView()
    view.isEmpty = true
    view.showsOrganization = false
    view.hiddenAccounts = Set(Estate.accounts)
    view.hiddenManaged = Set(estate.managed.keys)
    view.hiddenResources = Set(EstateGenerator.resources)
    view.hiddenEndpoints = Set(estate.endpoints.keys)
    return view
  }

  func shows(identity arn: String) -> Bool {
    !hiddenAccounts.contains(Estate.account(of: arn)) && !hiddenIdentities.contains(arn)
  }

  /// Whether a managed policy's text stands in some account's details.
  func shows(managed arn: String) -> Bool {
    if hiddenManaged.contains(arn) { return false }
    let account = Estate.account(of: arn)
    return account == "aws"
      ? Estate.accounts.contains { !hiddenAccounts.contains($0) } : !hiddenAccounts.contains(account)
  }

  /// The words of what is hidden, for counting.
  var words: [String] {
    var words: [String] = []
    if isEmpty { words.append("everything") }
    if !showsOrganization { words.append("organization") }
    if !unlistedSCPs.isEmpty { words.append("list of SCPs") }
    if !unlistedRCPs.isEmpty { words.append("list of RCPs") }
    if !hiddenTexts.isEmpty { words.append("text of an SCP or RCP") }
    if !hiddenAccounts.isEmpty { words.append("account") }
    if !hiddenIdentities.isEmpty { words.append("identity") }
    if !hiddenManaged.isEmpty { words.append("managed policy") }
    if !hiddenResources.isEmpty { words.append("resource policy") }
    if !hiddenEndpoints.isEmpty { words.append("endpoint policy") }
    return words.isEmpty ? ["nothing"] : words
  }
}
