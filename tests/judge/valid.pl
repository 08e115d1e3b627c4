# Run where before-valid.json and after-valid.json are: which of exiftool's warnings are new?
use strict;
use warnings;
use JSON::PP;
sub slurp { my ($path) = @_; open my $f, '<:raw', $path or die "$path: $!"; local $/; return <$f>; }
sub load {
  my %files;
  for my $file (@{ JSON::PP->new->utf8->decode(slurp("$_[0]-valid.json")) }) {
    my ($name) = $file->{SourceFile} =~ m{([^/]+)$};
    $files{$name}{ $file->{$_} =~ s/ entry [1-9]\d*/ an entry/r } = 1 for grep { /:(Warning|Error)$/ } keys %$file;
    $files{$name} //= {};
  }
  return \%files;
}
my ($old, $new) = (load('before'), load('after'));
my $bad = 0;
for my $file (sort keys %$new) {
  for my $warning (grep { !$old->{$file}{$_} } sort keys %{ $new->{$file} }) {
    next if $warning =~ /Skipped unknown \d+ bytes|Missing required JPEG IFD0 tag/;
    # of a directory that is none, how little of it is there depends on where it is
    next if $warning =~ /^Short directory size for (\w+)/ && grep { /^Bad format .* for $1 entry 0$/ } keys %{ $old->{$file} };
    # a packet whose name was spoilt is looked into once it is not
    next if $warning =~ /Ignored empty rdf:/ && $old->{$file}{'Non-standard header for APP1 XMP segment'};
    print "# $file: $warning\n";
    $bad = 1;
  }
}
exit $bad;
