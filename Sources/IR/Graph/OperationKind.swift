/// The operations of the graph, a closed set.
public enum OperationKind: Hashable, Sendable {
  // Sources and sinks.
  case parameter(ParameterRead)
  case stateRead(StateRead)
  case stateWrite(StateWrite)
  // Per token.
  case embed(Embed)
  case linear(Linear)
  case rmsNorm(RMSNorm)
  case layerNorm(LayerNorm)
  case unary(Unary)
  case binary(Binary)
  case clamp(Clamp)
  case scale(Scale)
  case slice(Slice)
  case concat(Concat)
  case splitHeads(SplitHeads)
  case mergeHeads(MergeHeads)
  case lastRow(LastRow)
  case convolution(CausalConvolution)
  // Attention.
  case rotary(Rotary)
  case append(AppendRows)
  case attention(CausalAttention)
  // Mixtures of experts.
  case route(Route)
  case experts(Experts)
  // Structured matrices.
  case decayLog(DecayLog)
  case unitDecay(UnitDecay)
  case constantDecay(ConstantDecay)
  case decayMatrix(DecayMatrix)
  case lowRankMatrix(LowRankMatrix)
  case hadamard(HadamardMatrix)
  case apply(ApplyMatrix)
  case semiseparable(SemiseparableApply)
  case diagonalScan(DiagonalScan)
  case appendOne(AppendOne)
  case divideByLast(DivideByLast)
  // After chunking.
  case chunkScores(ChunkScores)
  case chunkIntra(ChunkIntra)
  case chunkState(ChunkState)
  case statePass(StatePass)
  case chunkInter(ChunkInter)
  case chunkFused(ChunkFused)
  // Regions.
  case repeated(RepeatBlocks)
  case rowwise(Rowwise)

  /// The definition behind the case.
  public var definition: any OperationDefinition {
    switch self {
    case .parameter(let it): it
    case .stateRead(let it): it
    case .stateWrite(let it): it
    case .embed(let it): it
    case .linear(let it): it
    case .rmsNorm(let it): it
    case .layerNorm(let it): it
    case .unary(let it): it
    case .binary(let it): it
    case .clamp(let it): it
    case .scale(let it): it
    case .slice(let it): it
    case .concat(let it): it
    case .splitHeads(let it): it
    case .mergeHeads(let it): it
    case .lastRow(let it): it
    case .convolution(let it): it
    case .rotary(let it): it
    case .append(let it): it
    case .attention(let it): it
    case .route(let it): it
    case .experts(let it): it
    case .decayLog(let it): it
    case .unitDecay(let it): it
    case .constantDecay(let it): it
    case .decayMatrix(let it): it
    case .lowRankMatrix(let it): it
    case .hadamard(let it): it
    case .apply(let it): it
    case .semiseparable(let it): it
    case .diagonalScan(let it): it
    case .appendOne(let it): it
    case .divideByLast(let it): it
    case .chunkScores(let it): it
    case .chunkIntra(let it): it
    case .chunkState(let it): it
    case .statePass(let it): it
    case .chunkInter(let it): it
    case .chunkFused(let it): it
    case .repeated(let it): it
    case .rowwise(let it): it
    }
  }

  /// Reads the operation called `mnemonic` from its textual attributes, nil where no operation has that name.
  public static func read(
    _ mnemonic: String, _ attributes: inout AttributeReader
  ) throws -> OperationKind? {
    if let function = UnaryFunction(rawValue: mnemonic) { return .unary(Unary(function)) }
    if let function = BinaryFunction(rawValue: mnemonic) {
      return .binary(try Binary(function, attributes: &attributes))
    }
    switch mnemonic {
    case ParameterRead.name: return .parameter(try ParameterRead(&attributes))
    case StateRead.name: return .stateRead(try StateRead(&attributes))
    case StateWrite.name: return .stateWrite(try StateWrite(&attributes))
    case Embed.name: return .embed(Embed())
    case Linear.name: return .linear(Linear())
    case RMSNorm.name: return .rmsNorm(try RMSNorm(&attributes))
    case LayerNorm.name: return .layerNorm(try LayerNorm(&attributes))
    case Clamp.name: return .clamp(try Clamp(&attributes))
    case Scale.name: return .scale(try Scale(&attributes))
    case Slice.name: return .slice(try Slice(&attributes))
    case Concat.name: return .concat(Concat())
    case SplitHeads.name: return .splitHeads(try SplitHeads(&attributes))
    case MergeHeads.name: return .mergeHeads(MergeHeads())
    case LastRow.name: return .lastRow(LastRow())
    case CausalConvolution.name: return .convolution(CausalConvolution())
    case Rotary.name: return .rotary(Rotary())
    case AppendRows.name: return .append(AppendRows())
    case CausalAttention.name: return .attention(try CausalAttention(&attributes))
    case Route.name: return .route(try Route(&attributes))
    case Experts.name: return .experts(try Experts(&attributes))
    case DecayLog.name: return .decayLog(DecayLog())
    case UnitDecay.name: return .unitDecay(UnitDecay())
    case ConstantDecay.name: return .constantDecay(ConstantDecay())
    case DecayMatrix.name: return .decayMatrix(DecayMatrix())
    case LowRankMatrix.name: return .lowRankMatrix(LowRankMatrix())
    case HadamardMatrix.name: return .hadamard(HadamardMatrix())
    case ApplyMatrix.name: return .apply(ApplyMatrix())
    case SemiseparableApply.name: return .semiseparable(try SemiseparableApply(&attributes))
    case DiagonalScan.name: return .diagonalScan(try DiagonalScan(&attributes))
    case AppendOne.name: return .appendOne(AppendOne())
    case DivideByLast.name: return .divideByLast(try DivideByLast(&attributes))
    case ChunkScores.name: return .chunkScores(try ChunkScores(&attributes))
    case ChunkIntra.name: return .chunkIntra(try ChunkIntra(&attributes))
    case ChunkState.name: return .chunkState(try ChunkState(&attributes))
    case StatePass.name: return .statePass(try StatePass(&attributes))
    case ChunkInter.name: return .chunkInter(try ChunkInter(&attributes))
    case ChunkFused.name: return .chunkFused(try ChunkFused(&attributes))
    case RepeatBlocks.name: return .repeated(try RepeatBlocks(&attributes))
    case Rowwise.name: return .rowwise(Rowwise())
    default: return nil
    }
  }
}
