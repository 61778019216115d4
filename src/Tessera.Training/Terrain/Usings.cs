global using VF = System.Runtime.Intrinsics.Vector512<float>;
global using VI = System.Runtime.Intrinsics.Vector512<int>;
global using VU = System.Runtime.Intrinsics.Vector512<uint>;
