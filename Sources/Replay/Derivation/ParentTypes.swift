import AWSCatalog
import CloudTrail

/// The types whose ARNs may stand where a parameter names one part of the ARN of something else: the log group of a
/// stream, the event bus of a rule.
///
/// Service Authorization Reference, the resource types of each service: what two ARNs share goes by one placeholder.
final class ParentTypes {
  private struct Form {
    var template: ARNTemplate
    var place: Int
    /// Whether the placeholder has the name that is looked for.
    var isNamed: Bool
  }

  // INVARIANT: those with the placeholder's name first, the longer ones of them before others.
  private let forms: [Form]

  /// The types of a service that have a placeholder of this name, then those that have a single one.
  init(of placeholder: String, in service: ServiceCatalog.Service, of arnService: String) {
    var forms: [Form] = []
    for (_, type) in service.resourceTypes.sorted(by: { $0.key < $1.key }) {
      guard let template = ARNTemplate(type.arnPattern), template.service == arnService else { continue }
      if let place = template.placeholders.firstIndex(of: placeholder) {
        forms.append(Form(template: template, place: place, isNamed: true))
      } else if template.placeholders.count == 1, template.placeholders != ["*"] {
        forms.append(Form(template: template, place: 0, isNamed: false))
      }
    }
    self.forms =
      forms.filter(\.isNamed).sorted { $0.template.placeholders.count > $1.template.placeholders.count }
      + forms.filter { !$0.isNamed }
  }

  /// What an ARN gives of the part; nil when it is of no type that has such a part.
  func part(of arn: ARNSlice) -> TextSlice? {
    for form in forms {
      guard let part = form.template.part(form.place, of: arn) else { continue }
      // CloudWatch Logs writes the ARN of a log group with `:*` behind it too.
      return part.hasSuffix(":*") ? part.prefix(part.count - 2) : part
    }
    return nil
  }
}

extension ResourceResolver {
  /// Where a resource is that a call names by its own name and by the ARN of something that it belongs to.
  func place(of type: TypePlan, _ entry: Int) -> CallSite {
    guard parameters.hasARN, let arn = parent(of: type, entry) else { return site }
    return site.at(arn)
  }

  /// The ARN among the parameters that name a resource and what it belongs to; nil where names alone do.
  func parent(of type: TypePlan, _ entry: Int) -> ARNSlice? {
    guard parameters.hasARN else { return nil }
    for index in type.placeholders.indices {
      if let arn = named(type, index, entry).flatMap({ ARNSlice($0) }), type.template.hasService(of: arn) {
        return arn
      }
    }
    guard let slot = type.homeSlot, matches[slot].isFilled,
      let arn = ARNSlice(parameters.entries[matches[slot].first].text), type.template.hasService(of: arn)
    else { return nil }
    return arn
  }

  /// Whether something is named of which it is not known what it gives of a part of the resource's own.
  func hasUnclearPart(_ type: TypePlan, _ entry: Int) -> Bool {
    (parameters.hasARN || type.mayBeUnclear)
      && type.placeholders.indices.contains { index in
        named(type, index, entry).map(type.placeholders[index].rule.isUnclear) ?? false
      }
  }

  /// What a parameter names a part of a resource by.
  ///
  /// - Parameter entry: the parameter of the last part, -1 for the first that fits.
  func named(_ type: TypePlan, _ index: Int, _ entry: Int) -> TextSlice? {
    let placeholder = type.placeholders[index]
    let match = matches[placeholder.slot]
    guard match.isFilled else { return nil }
    if index == type.placeholders.count - 1, entry >= 0 { return parameters.entries[entry].text }
    for index in match.first..<parameters.entries.count where value(at: index, match, placeholder.rule) != nil
    {
      return parameters.entries[index].text
    }
    return nil
  }
}
