/* What is known to move nothing in Python's own language and library; all else counts as unknown. */

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

export const keywords = words(
  "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield",
);

/** Functions and types that call nothing that is not named in their arguments. */
export const plainBuiltins = words(
  `abs all any ascii bin bool bytearray bytes callable chr complex dict dir divmod enumerate filter float format
  frozenset hasattr hash help hex id int isinstance issubclass iter len list map max min next object oct ord pow print
  property range repr reversed round set slice sorted staticmethod classmethod str sum super tuple type zip open input
  Exception ArithmeticError AssertionError AttributeError IndexError KeyError LookupError NameError OSError
  RuntimeError StopIteration TimeoutError TypeError ValueError ZeroDivisionError NotImplementedError
  CollisionAhead Denied Detection Disconnected GoalResult GraspFailed GripperResult Image InvalidArgument JointState
  LimitExceeded MotionResult NotFound NotSupported Pose PublishResult Reach RobotError Stale Stopped Timeout TopicInfo
  Unreachable Wrench`,
);

/** Names that reach, or run, what is not written out in the code. */
export const dynamicNames = words(
  "getattr setattr delattr exec eval compile globals locals vars __import__ __builtins__ breakpoint",
);

/** Modules that reach nothing of the robot. */
export const plainModules = words(
  `math cmath statistics random decimal fractions numbers json re string textwrap time datetime calendar itertools
  functools collections dataclasses typing enum copy heapq bisect pprint numpy matplotlib PIL inspect __future__`,
);

/** The names under which such modules are usually imported by an earlier action. */
export const usualModuleNames = words(
  "math json re time random np numpy plt matplotlib itertools functools collections statistics datetime inspect copy",
);

/** Methods of Python's own types, and of arrays. */
export const plainMethods = words(
  `append extend insert remove pop clear index count sort reverse copy add discard update union intersection difference
  issubset issuperset items keys values get setdefault fromkeys popitem join split rsplit splitlines strip lstrip rstrip
  upper lower title capitalize replace startswith endswith find rfind format encode decode isdigit isalpha isnumeric
  isupper islower ljust rjust center zfill partition rpartition removeprefix removesuffix
  tolist reshape mean std sum min max argmin argmax astype flatten ravel transpose dot any all round item
  total_seconds timestamp isoformat group groups match search`,
);

/** Attributes through which Python's insides, and with them everything, can be reached. */
export const innerAttributes = words(
  "f_globals f_locals f_back f_builtins gi_frame gi_code cr_frame ag_frame tb_frame tb_next modules builtins sys os importlib currentframe stack",
);

/** Attributes with two underscores that reach nothing. */
export const plainDunders = words(
  "__name__ __doc__ __init__ __len__ __str__ __repr__ __version__ __qualname__",
);
