package dev.backstop.model.pack;

import java.util.Set;

/**
 * The operators that a model's code may call. Everything else is refused, known to us or not.
 *
 * <p>On the list: pure arithmetic on tensors, and the scalar, list and dictionary operations that
 * TorchScript's compiler writes around it. Left out on purpose, of the 1,225 public names in
 * libtorch 2.7.1: {@code save} and {@code from_file}, which touch files; {@code warn} and printing,
 * which may put record contents into logs (freeze a scripted transformer, and it warns no more);
 * random numbers, uninitialised memory ({@code empty}) and {@code as_strided}, {@code set_}, {@code
 * resize_}, because a decision must be repeatable and a row must not see another's memory;
 * autograd, devices, sparse and distributed operators, because inference on a processor needs none.
 * A name with a trailing underscore (in place) is allowed where the name without it is.
 */
final class AllowedOps {

  private static final String ARITHMETIC =
      """
      abs absolute add addcdiv addcmul ceil clamp clamp_max clamp_min clip cumprod cumsum div divide
      divmod exp exp2 expm1 fix floor floor_divide floordiv fmod frac hypot lerp log log10 log1p log2
      logaddexp logcumsumexp logit mul multiply neg negative positive pow reciprocal remainder round
      rsqrt rsub sign sgn sqrt square sub subtract true_divide trunc nan_to_num xlogy deg2rad rad2deg
      sin cos tan asin acos atan atan2 arctan2 sinh cosh tanh asinh acosh atanh erf erfc erfinv lgamma
      digamma ldexp maximum minimum fmax fmin mathremainder
      """;

  private static final String COMPARISON =
      """
      eq ne lt le gt ge equal not_equal less less_equal greater greater_equal isclose isfinite isinf
      isnan isneginf isposinf isin is_nonzero is_floating_point is_complex logical_and logical_not
      logical_or logical_xor bitwise_and bitwise_not bitwise_or bitwise_xor bitwise_left_shift
      bitwise_right_shift any all where allclose
      """;

  private static final String REDUCTION =
      """
      sum mean prod max min amax amin aminmax argmax argmin median nanmedian nanmean nansum mode std
      var std_mean var_mean norm logsumexp quantile nanquantile count_nonzero topk sort argsort
      kthvalue cummax cummin bincount bucketize searchsorted unique_consecutive histc dist
      linalg_norm linalg_vector_norm
      """;

  private static final String LAYERS =
      """
      linear bilinear embedding embedding_bag one_hot dropout feature_dropout alpha_dropout
      native_dropout relu relu6 elu celu selu gelu glu silu mish hardtanh hardsigmoid hardswish
      hardshrink softshrink leaky_relu prelu threshold sigmoid log_sigmoid softplus softmax
      log_softmax batch_norm layer_norm native_layer_norm group_norm instance_norm rms_norm
      conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d convolution _convolution
      avg_pool1d avg_pool2d avg_pool3d max_pool1d max_pool2d max_pool3d max_pool1d_with_indices
      adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d
      adaptive_max_pool2d lstm lstm_cell gru gru_cell rnn_tanh rnn_relu rnn_tanh_cell rnn_relu_cell
      scaled_dot_product_attention _native_multi_head_attention
      _transformer_encoder_layer_fwd cosine_similarity pairwise_distance pad constant_pad_nd
      reflection_pad1d replication_pad1d pad_sequence
      """;

  private static final String LINEAR_ALGEBRA =
      """
      matmul mm bmm mv dot vdot inner outer addmm addmv addbmm baddbmm chain_matmul einsum tensordot
      kron cdist cross trace triu tril diag diagonal diag_embed linalg_inv linalg_solve
      linalg_cholesky linalg_det
      """;

  private static final String SHAPE =
      """
      alias atleast_1d atleast_2d broadcast_tensors broadcast_to cat chunk clone column_stack concat
      concatenate contiguous detach dim dstack expand expand_as flatten unflatten flip gather hstack
      index index_add index_copy index_fill index_put index_select masked_fill masked_scatter
      masked_select _nested_tensor_from_mask _nested_tensor_from_mask_left_aligned to_padded_tensor
      meshgrid movedim narrow numel permute ravel repeat repeat_interleave reshape
      reshape_as roll scatter scatter_add scatter_reduce select size slice split split_with_sizes
      squeeze stack swapaxes swapdims t take take_along_dim tensor_split tile transpose unbind unfold
      unsqueeze view view_as vstack nonzero argwhere numpy_T copy fill zero stride is_contiguous
      """;

  private static final String CREATION =
      """
      arange full full_like linspace ones ones_like zeros zeros_like eye tensor as_tensor scalar_tensor
      new_full new_ones new_zeros to type_as cpu device is_grad_enabled is_autocast_enabled
      is_autocast_cpu_enabled item result_type promote_types
      quantize_per_tensor dequantize Bool Float Int ScalarImplicit FloatImplicit IntImplicit
      """;

  /** Of TorchScript's own lists, dictionaries, texts and numbers. */
  private static final String SCALARS =
      """
      append extend insert pop remove reverse sorted clear len list dict keys values items get
      setdefault update Delete _set_item __getitem__ __contains__ __and__ __or__ __xor__ __not__ __is__
      __isnot__ __range_length __derive_index __round_to_zero_floordiv format str join lower upper strip
      startswith endswith find replace ord chr hash range unchecked_cast
      """;

  private static final String PRIM =
      """
      RaiseException NumToTensor TupleIndex TupleUnpack Uninitialized data device dtype layout
      requires_grad is_cuda is_quantized is_sparse is_nested itemsize min max abs rangelist
      unchecked_cast unchecked_unwrap_optional type EnumName EnumValue StringIndex ConstantChunk
      """;

  /** What TorchScript writes as a call of a plain name. */
  static final Set<String> FUNCTIONS =
      Set.of(
          "annotate",
          "unchecked_cast",
          "uninitialized",
          "getattr",
          "isinstance",
          "int",
          "float",
          "bool",
          "str",
          "range",
          "len",
          "min",
          "max",
          "abs",
          "list",
          "tuple",
          "enumerate",
          "zip");

  /**
   * Refused wherever they stand, as an attribute too: what they are called elsewhere is bad enough.
   */
  static final Set<String> NEVER =
      Set.of(
          "save",
          "load",
          "from_file",
          "open",
          "import",
          "from",
          "exec",
          "eval",
          "compile",
          "__import__",
          "__builtins__",
          "__globals__",
          "os",
          "sys",
          "subprocess",
          "socket",
          "system",
          "popen",
          "print",
          "warn",
          "fork",
          "wait",
          "awaitable",
          "awaitable_wait",
          "awaitable_nowait",
          "PythonOp",
          "IgnoredPythonOp",
          "rpc_async",
          "rpc_sync",
          "rpc_remote",
          "lambda",
          "global",
          "with",
          "try",
          "assert",
          "del",
          "yield",
          "async",
          "await",
          "raise",
          "hasattr");

  private static final Set<String> TORCH =
      words(ARITHMETIC, COMPARISON, REDUCTION, LAYERS, LINEAR_ALGEBRA, SHAPE, CREATION, SCALARS);

  private static final Set<String> OF_PRIM = words(PRIM);

  private AllowedOps() {}

  /** Whether {@code torch.name} may be called. */
  static boolean torch(String name) {
    boolean inPlace = name.endsWith("_") && !name.endsWith("__");
    return TORCH.contains(name)
        || (inPlace && TORCH.contains(name.substring(0, name.length() - 1)));
  }

  /** Whether {@code ops.prim.name} may be called. */
  static boolean prim(String name) {
    return OF_PRIM.contains(name);
  }

  private static Set<String> words(String... groups) {
    return Set.of(String.join(" ", groups).strip().split("\\s+"));
  }
}
