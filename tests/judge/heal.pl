# heal.pl DONOR PHOTO…: gives each photo that is only a head the picture of the donor.
use strict;
use warnings;
sub slurp { my ($path) = @_; open my $f, '<:raw', $path or die "$path: $!"; local $/; return <$f>; }

# Where the segments end that are there as a whole, and the marker after them.
sub walk {
  my ($bytes) = @_;
  my $at = 2;
  while ($at + 4 <= length $bytes) {
    my ($ff, $marker, $size) = unpack 'CCn', substr($bytes, $at, 4);
    return ($at, $marker) if $ff != 0xff || $marker < 0xe0 || $marker > 0xef;
    last if $at + 2 + $size > length $bytes;
    $at += 2 + $size;
  }
  return ($at, 0);
}

my $donor = slurp(shift);
my ($tail) = walk($donor);
for my $path (@ARGV) {
  my $bytes = slurp($path);
  my ($at, $marker) = walk($bytes);
  next if $marker != 0 || substr($bytes, 0, 2) ne "\xff\xd8";
  open my $f, '>:raw', $path or die "$path: $!";
  print $f substr($bytes, 0, $at), substr($donor, $tail);
}
