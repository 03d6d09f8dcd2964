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
