public import IAMPolicy

/// Decides worlds without unknown facts, straight from the text of the rules and as slowly as that takes.
///
/// It shares nothing with the engine but the types that hold a request. Where the rules leave an answer
/// open it asks for a choice; `outcomes` tries them all.
public struct NaiveEvaluator {
  /// A place whose truth is turned round, to see whether the decision rests on it.
  public struct Flip: Hashable, Sendable {
    /// The policy.
    public var policy: PolicyPlace
    /// The statement in it, from 0.
    public var statement: Int
    /// `action`, `resource`, `principal` or the index of a condition.
    public var part: String

    /// Names a place.
    public init(policy: PolicyPlace, statement: Int, part: String) {
      self.policy = policy
      self.statement = statement
      self.part = part
    }
  }

  let world: World
  let request: WorldRequest
  let who: NaiveCaller
  let flip: Flip?
  var assignment: [String: Bool] = [:]
  var pending: String?

  init(_ world: World, flip: Flip? = nil) {
    self.world = world
    request = world.request
    who = NaiveCaller(world.request.caller)
    self.flip = flip
  }

  /// The answer to a question that the rules leave open.
  mutating func choose(_ question: String) -> Bool {
    if let answer = assignment[question] { return answer }
    if pending == nil { pending = question }
    return false
  }

  /// Every outcome that some choice gives, and the questions that were asked.
  public static func outcomes(_ world: World, flip: Flip? = nil) -> (
    outcomes: Set<Outcome>, questions: Set<String>
  ) {
    let all = results(world, flip: flip)
    return (Set(all.results.map { $0.outcome }), all.questions)
  }

  /// Every result that some choice gives.
  public static func results(_ world: World, flip: Flip? = nil) -> (
    results: [NaiveResult], questions: Set<String>
  ) {
    var open: [[String: Bool]] = [[:]]
    var results: [NaiveResult] = []
    var questions: Set<String> = []
    while let assignment = open.popLast() {
      var evaluator = NaiveEvaluator(world, flip: flip)
      evaluator.assignment = assignment
      let result = evaluator.result()
      if let question = evaluator.pending {
        questions.insert(question)
        for answer in [true, false] { open.append(assignment.merging([question: answer]) { $1 }) }
      } else {
        results.append(result)
      }
    }
    return (results, questions)
  }

  func turned(_ value: Bool, _ place: PolicyPlace, _ statement: Int, _ part: String) -> Bool {
    guard let flip, flip.policy == place, flip.statement == statement, flip.part == part else { return value }
    return !value
  }
}

/// The layers' answers of one decision.
public struct NaiveResult {
  /// What is decided.
  public var outcome: Outcome
  /// Layers in which a Deny matches.
  public var denies: Set<Layer>
  /// Layers whose missing Allow alone would stop the request.
  public var missing: Set<Layer>
}

/// What the policies of one layer or level say.
struct NaiveVerdict {
  var allows = false
  var denies = false
  /// Allow statements that match in class D, R and A.
  var direct = false
  var role = false
  var account = false
}
