package digest

import "testing"

func TestDigestIsTheSHA256OfTheBytes(t *testing.T) {
	const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	d := Of([]byte("abc"))
	if d.String() != abc || d.Short() != abc[:12] {
		t.Errorf("got %s, %s", d, d.Short())
	}
	if d == Of([]byte("abd")) || d == (Digest{}) || Of(nil) == (Digest{}) {
		t.Error("other bytes have the same digest")
	}
}

func TestADigestReadsWhatItWrote(t *testing.T) {
	d := Of([]byte("abc"))
	text, err := d.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	var e Digest
	if err := e.UnmarshalText(text); err != nil || e != d {
		t.Errorf("%s became %s, %v", d, e, err)
	}
	for _, bad := range []string{"", "abc", d.String() + "0", d.String()[:62] + "zz"} {
		if e.UnmarshalText([]byte(bad)) == nil {
			t.Errorf("%q was read as a digest", bad)
		}
	}
}
