package meta

import (
	"reflect"
	"strings"
	"testing"
)

func TestAPackedValueComesBackAsItWas(t *testing.T) {
	for _, src := range []string{
		"", "title: A\n", "player: [a, b]\nsource: {name: x, outlet: }\n", "params:\n  deep:\n    - {a: [1, {b: }]}\n    -\n",
		"a: " + strings.Repeat("x", 5000) + "\n",
	} {
		v, problems := ParseYAML("x.md", []byte(src), 3)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if got := Pack(v).Unpack(); !reflect.DeepEqual(got, v) {
			t.Errorf("%q became %+v", src, got)
		}
	}
}

func TestMemoryThatIsUsedAgainLeavesNothingBehind(t *testing.T) {
	var room []Field
	var kept, want []Value
	for _, src := range []string{"a: [1, {b: [x, y]}]\nc: d\n", "e:\nf: [g, {h: }]\n", "i: j\n", "k: [l, m, n, o]\np: {q: r}\n"} {
		v, problems := ParseYAML("x.md", []byte(src), 1)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		got := Pack(v).UnpackInto(&room)
		if !reflect.DeepEqual(got, v) {
			t.Errorf("%q became %+v", src, got)
		}
		kept, want = append(kept, got.Clone()), append(want, v)
	}
	if !reflect.DeepEqual(kept, want) {
		t.Errorf("a clone changed: %+v", kept)
	}
}

func FuzzUnpack(f *testing.F) {
	v, _ := ParseYAML("x.md", []byte("player: [a, b]\nsource: {name: x}\n"), 3)
	f.Add(string(Pack(v)))
	f.Add("\x01\x03\x02\x02\x01")
	f.Fuzz(func(t *testing.T, s string) {
		v := Packed(s).Unpack()
		if again := Pack(v).Unpack(); !reflect.DeepEqual(v, again) {
			t.Errorf("%+v became %+v", v, again)
		}
	})
}
