import IR

extension FunctionLowering {
  /// The variable in which the threads of a team meet.
  static let team = "team"

  /// Statements that every thread of a team executes, where there are threads.
  mutating func team(_ body: [Statement], _ scope: Scope) throws -> [CStatement] {
    guard options.threads == .openmp, scope.execution == .alone else {
      return braced(try statements(body, scope))
    }
    var inner = scope
    inner.execution = .team
    needs.pragmas = true
    return [.pragma(.parallel), .block(try statements(body, inner).without(last: teamWait))]
  }

  /// The call by which a thread waits for the others of its team.
  var teamWait: CStatement {
    .expression(.call("\(prefix)team_wait", [.prefix(.address, .name(Self.team))]))
  }

  /// The declaration of the meeting point, if it is among the names that are `mentioned`.
  mutating func teamVariable(in mentioned: Set<String>) -> [CStatement] {
    guard mentioned.contains(Self.team) else { return [] }
    needs.headers.insert("team.h")
    return [
      .variable(
        CVariable(.named("\(prefix)team"), Self.team, .list([.value(.integer(0))])))
    ]
  }
}

extension [CStatement] {
  /// The statements without the wait at their end: OpenMP waits there for all threads anyway.
  fileprivate func without(last wait: CStatement) -> [CStatement] {
    if last == wait { return Array(dropLast()) }
    guard case .block(let inner)? = last else { return self }
    if case .pragma? = dropLast().last { return self }
    return dropLast() + [.block(inner.without(last: wait))]
  }
}
