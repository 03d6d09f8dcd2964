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
